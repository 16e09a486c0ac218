import { Problem, type Fault } from './problem.ts';

/** How a domain's refusal leaves: its status, a sentence for people and, where one field is to blame, its name. */
export type RefusalAnswer = {
  readonly status: 403 | 404 | 409 | 410 | 412 | 422;
  readonly detail: string;
  /** Dotted path in the body. */
  readonly field?: string;
};
/** Total by type: a new refusal does not compile until somebody chose its answer. */
export type RefusalTable<Refusal extends string> = Readonly<Record<Refusal, RefusalAnswer>>;

export const refusalProblem = <Refusal extends string>(table: RefusalTable<Refusal>, refusal: Refusal): Problem => {
  const { status, detail, field } = table[refusal];
  const errors: Fault[] | undefined = field === undefined ? undefined : [{ in: 'body', path: field, message: detail }];
  return new Problem(status, refusal, detail, errors === undefined ? {} : { errors });
};
