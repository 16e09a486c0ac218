import type { Spoiling } from './hostile-requests.ts';

export type Got = { readonly status: number; readonly type: string; readonly text: string };
type Told = {
  readonly type?: string;
  readonly status?: number;
  readonly errors?: readonly { readonly in: string; readonly path: string; readonly message: string }[];
};
type Expected = Pick<Spoiling, 'field' | 'mustRefuse'>;

export const isDone = (status: number): boolean => status < 400;

const parsed = (text: string): Told => {
  try {
    return JSON.parse(text) as Told;
  } catch {
    return {};
  }
};

/** Names the field, what holds it, or something in it. */
const namesField = ({ errors = [] }: Told, { field }: Expected): boolean =>
  errors.some(
    ({ in: place, path }) =>
      place === field.in &&
      (field.path === '' ||
        path === field.path ||
        path.startsWith(`${field.path}.`) ||
        (path !== '' && field.path.startsWith(`${path}.`))),
  );

/** Words of the schema library that tell a caller nothing of what was expected, or tell it in its own notation. */
const saysNothing = ({ errors = [] }: Told): boolean =>
  errors.some(({ message }) => message === 'Invalid input' || /must match pattern|\(\?[:=!<]/.test(message));

const refusalFault = ({ status, type, text }: Got, expected: Expected): string | undefined => {
  if (!type.startsWith('application/problem+json')) return `${status} as ${type}`;
  const told = parsed(text);
  const isProblem = told.type?.startsWith('urn:telemachy:problem:') === true && told.status === status;
  if (!isProblem) return `${status} is no problem: ${text}`;
  if (status === 400 && !namesField(told, expected)) return `400 that does not name the field: ${text}`;
  if (saysNothing(told)) return `${status} that does not say what was expected: ${text}`;
  return expected.mustRefuse && status !== 400 ? `${status} instead of 400: ${text}` : undefined;
};

/** Why this answer to a spoilt request will not do; `undefined`: it will. */
export const faultOf = (got: Got, expected: Expected): string | undefined => {
  if (got.status >= 500) return `${got.status} ${got.text}`;
  if (!isDone(got.status)) return refusalFault(got, expected)?.slice(0, 400);
  return expected.mustRefuse ? `${got.status} instead of 400` : undefined;
};
