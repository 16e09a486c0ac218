import type { AuditEntry, AuditLog } from '@telemachy/audit';
import { Answer } from '../http/answer.ts';
import { stateOf, type RequestState } from '../http/request-state.ts';
import type { Audited } from './audited.ts';

/** What is about to be sent. */
type Answered = { readonly status: number; readonly value?: unknown };
/** As much of a request as is looked at; only ids are taken from it. */
type Said = { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown };

/** What may say which thing is asked about. */
const idNames = [
  'id',
  'programId',
  'cohortId',
  'importId',
  'matchRunId',
  'mentorshipId',
  'personId',
  'mentorId',
  'menteeId',
  'meetingId',
  'goalId',
] as const;
/** Whatever else stands in the place of an id is somebody's words. */
const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const idsIn = (source: unknown): Readonly<Record<string, string>> => {
  if (typeof source !== 'object' || source === null) return {};
  const named = idNames.map((name) => [name, Object.hasOwn(source, name) && (source as Record<string, unknown>)[name]]);
  return Object.fromEntries(named.filter(([, id]) => typeof id === 'string' && idForm.test(id))) as Record<
    string,
    string
  >;
};

/** The route's own ids last: they are what the operation is about. */
const idsOf = ({ params, query, body }: Said, value: unknown): Readonly<Record<string, string>> => ({
  ...(value instanceof Answer ? idsIn(value.body) : {}),
  ...idsIn(body),
  ...idsIn(query),
  ...idsIn(params),
});

const countOf = (value: unknown): { readonly items?: number } => {
  const { items } = ((value instanceof Answer ? value.body : value) ?? {}) as { readonly items?: unknown };
  return Array.isArray(items) ? { items: items.length } : {};
};

/** Who is known by a token that holds and is answered 401 nevertheless may not act any more. */
const isBarred = (status: number): boolean => status === 401;

/**
 * What was decided. Nothing was where the request could not be read, nor where the answer is a fault of ours: nobody was given anything then, and what a
 * command did before it stands in its facts.
 */
const outcomeOf = ({ access }: RequestState, status: number): 'allowed' | 'refused' | undefined => {
  const settled = access?.settled ?? false;
  if (isBarred(status) || status === 403 || (status === 404 && !settled)) return 'refused';
  return settled && status < 500 ? 'allowed' : undefined;
};

/** Writes down who was let through to what, and who was not, before they hear of it. */
export class RequestAudit {
  readonly #log: Pick<AuditLog, 'record'>;
  readonly #audited: Audited;

  constructor(log: Pick<AuditLog, 'record'>, audited: Audited) {
    this.#log = log;
    this.#audited = audited;
  }

  /**
   * @returns a promise that resolves when the entry is durable; nothing where there is none to be written
   * @throws AuditUnavailable by the promise: the answer may not go out
   */
  written(request: object & Said, answered: Answered): Promise<unknown> | undefined {
    const state = stateOf(request);
    const { asking, access, correlationId } = state;
    if (asking === undefined) return undefined;
    const { operation, caller } = asking;
    const mark = isBarred(answered.status) ? 'token-refused' : (this.#audited[operation] ?? 'none');
    const outcome = outcomeOf(state, answered.status);
    if (mark === 'none' || outcome === undefined) return undefined;
    const entry: AuditEntry = {
      kind: mark,
      actor: caller.actor,
      details: {
        operation,
        outcome,
        status: answered.status,
        by: outcome === 'allowed' ? (access?.grantedBy ?? []) : [],
        roles: caller.roles,
        correlationId,
        ...(access?.person === undefined ? {} : { person: access.person }),
        about: idsOf(request, answered.value),
        ...(outcome === 'allowed' ? countOf(answered.value) : {}),
      },
    };
    return this.#log.record(caller.tenant, entry);
  }
}
