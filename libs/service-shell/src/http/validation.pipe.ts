import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { invalids, type Fault } from './problem.ts';

type Issue = {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** zod: the names of keys a strict object does not know. */
  readonly keys?: readonly string[];
};

const places = { body: 'body', param: 'path', query: 'query', custom: 'header' } as const;

const pathOf = ({ path = [] }: Issue, ...more: readonly string[]): string =>
  [...path.map((part) => String(typeof part === 'object' ? part.key : part)), ...more].join('.');

/** Whether there is nothing where a fault was found. */
const isMissing = ({ path = [] }: Issue, sent: unknown): boolean => {
  let found = sent;
  for (const part of path) {
    if (typeof found !== 'object' || found === null) return false;
    found = (found as Readonly<Record<PropertyKey, unknown>>)[typeof part === 'object' ? part.key : part];
  }
  return found === undefined;
};

/** zod's own words for what is not as expected; a schema's own are left as they are. */
const builtIn = /^Invalid (?:input|option|discriminator value)(?:[:.] (expected .+?)(?:, received undefined)?)?$/i;
const messageOf = (issue: Issue, sent: unknown): string => {
  const known = builtIn.exec(issue.message);
  if (known === null || !isMissing(issue, sent)) return issue.message;
  return ['is missing', ...known.slice(1).filter((expected) => expected !== undefined)].join('; ');
};

/**
 * Every fault at once; each unknown key by its name, each field that is not there as missing; never a value.
 * @param sent the value that does not fit
 */
export const faultsOf = (
  issues: readonly Issue[],
  metadata: Pick<ArgumentMetadata, 'type' | 'data'>,
  sent: unknown,
): Fault[] => {
  const at = places[metadata.type];
  const under = (path: string): string => [metadata.data ?? '', path].filter((part) => part !== '').join('.');
  return issues.flatMap((issue) =>
    issue.keys === undefined
      ? [{ in: at, path: under(pathOf(issue)), message: messageOf(issue, sent) }]
      : issue.keys.map((key) => ({ in: at, path: under(pathOf(issue, key)), message: 'unknown key' })),
  );
};

/** zod schemas straight on a handler's parameters; a value that does not fit is a 400 problem that names each fault. */
export class ValidationPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { schema, type } = metadata;
    if (schema === undefined || type === 'custom') return value;
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return result.value;
    throw invalids(faultsOf(result.issues as readonly Issue[], metadata, value));
  }
}
