import {
  bodyHashOf,
  CommitRefused,
  createdIdFrom,
  StoreUnavailable,
  type Handled,
  type Meta,
} from '@telemachy/event-store';
import { PersonId } from '@telemachy/contracts';
import type { NaturalKey, OrganizationIdentity } from '@telemachy/service-shell';
import type { RequestedImport } from '../domain/import.ts';
import { coversOf, type PersonRow } from '../domain/person-row.ts';
import type { Person, PersonRefusal } from '../domain/person.ts';
import { personClaims } from './person-claims.ts';
import type { Earlier } from './row-keys.ts';
import { enrolmentIdOf, type Handlers } from '../streams.ts';

export type RowOutcome =
  | 'created'
  | 'changed'
  | 'unchanged'
  /** `field`: what of the person is to blame; what tells people apart, where nothing is said. */
  | { readonly refused: string; readonly field?: 'email' | 'employeeId' };
export type TakeInRow = {
  readonly handlers: Pick<Handlers, 'people' | 'enrolments'>;
  readonly identity: OrganizationIdentity;
  readonly file: RequestedImport;
  readonly tenant: string;
  readonly meta: Meta;
  readonly at: string;
};

/** What a row's person signs in by: the e-mail's hash, then the employee id's. */
export const signInKeysOf = ({ key, hr }: PersonRow, identity: OrganizationIdentity): readonly string[] => {
  const second = key.kind === 'email' ? hr.employeeId : undefined;
  return [
    identity.signInKey(key),
    ...(second === undefined ? [] : [identity.signInKey({ kind: 'employee', value: second })]),
  ];
};

/** A row speaks of somebody an earlier one of its file spoke of, by this of its keys. */
export const duplicateOf = (
  { row: first, key }: Earlier,
  row: PersonRow,
  identity: OrganizationIdentity,
): RowOutcome => ({
  refused: `duplicate-of-row-${first}`,
  field: row.key.kind === 'email' && key === identity.signInKey(row.key) ? 'email' : 'employeeId',
});

const managerKeyOf = ({ manager }: PersonRow, identity: OrganizationIdentity): string | undefined => {
  if (manager === undefined) return undefined;
  const key: NaturalKey = { kind: manager.includes('@') ? 'email' : 'employee', value: manager };
  return identity.signInKey(key);
};

type Refused = Exclude<RowOutcome, string>;
type Facts = readonly string[];
type Counted = { readonly type: string; readonly data: unknown };

/** What a file's counts may tell: else a guess of a sensitive answer, sent in again, would be told right or wrong by them (ADR 10). */
const isShown = ({ data }: Counted): boolean =>
  (data as { readonly onlySensitive?: boolean } | null)?.onlySensitive !== true;

/** The facts a command led to, now or when it was done before, as far as what coordinators see changed by them. @throws StoreUnavailable where others kept appending first */
const factsOf = (handled: Handled<unknown, string>): Facts | Refused => {
  if (handled.accepted)
    return handled.commit?.facts.filter(({ event }) => isShown(event)).map(({ event }) => event.type) ?? [];
  if (handled.why === 'refused') return { refused: handled.refusal };
  if (handled.why === 'contended') throw new StoreUnavailable('others kept appending first');
  throw new Error(`a row's command came to ${handled.why}`);
};

const ofTwoPeople: Refused = { refused: 'employee-id-of-another-person', field: 'employeeId' };
const holderOf = (stream: string | undefined): PersonId => PersonId.parse(stream?.slice('person-'.length));

/** A row's person, found or made. `later`: one of its keys is another's, or would be given up, until the rows before it are in. */
type Entered = { readonly personId: PersonId; readonly facts: Facts } | Refused | 'later';

/**
 * Finds the person whom a row speaks of, and tells them what it says: whoever holds one of its keys, be it that the e-mail address or the employee id is a
 * new one; somebody new where nobody does (ADR 13). Asked again after a crash it comes to the same person.
 */
const enterPerson = async (
  attempt: (personId: PersonId) => Promise<Handled<Person, PersonRefusal>>,
  idOfKey: (nth: number) => PersonId,
  mayGiveUpKeys: boolean,
): Promise<Entered> => {
  const entered = (personId: PersonId, handled: Handled<Person, PersonRefusal>): Entered => {
    if (!handled.accepted && handled.why === 'refused')
      return handled.refusal === 'forgotten' ? { refused: 'person-forgotten' } : 'later';
    const facts = factsOf(handled);
    return 'refused' in facts ? facts : { personId, facts };
  };
  for (let nth = 1; ; nth += 1) {
    const personId = idOfKey(nth);
    const handled = await attempt(personId);
    // They gave the key up: whoever has it now is another one.
    if (!handled.accepted && handled.why === 'refused' && handled.refusal === 'somebody-else') continue;
    if (handled.accepted || handled.why !== 'claim-taken') return entered(personId, handled);
    const holder = holderOf(handled.holder);
    const moved = await attempt(holder);
    if (moved.accepted || moved.why !== 'claim-taken') return entered(holder, moved);
    return mayGiveUpKeys ? ofTwoPeople : 'later';
  }
};

/**
 * Takes one row in: the person, then the enrolment. Done again after a crash it appends nothing and comes to the same outcome, since each command has an
 * id of its own made of import and row.
 * @returns `later` only where `mayGiveUpKeys` is false
 */
export const takeInRow =
  ({ handlers, identity, file, tenant, meta, at }: TakeInRow) =>
  async (row: PersonRow, nth: number, mayGiveUpKeys: boolean): Promise<RowOutcome | 'later'> => {
    const { importId, cohortId, role, contentHash } = file;
    const managerKey = managerKeyOf(row, identity);
    const bodyHash = bodyHashOf([contentHash, nth]);
    const command = (what: string) => ({ id: createdIdFrom(importId, `${nth}/${what}`), bodyHash });
    const telling = (personId: PersonId) =>
      handlers.people.handle({
        tenant,
        id: personId,
        command: {
          type: 'import-person',
          personId,
          signInKeys: signInKeysOf(row, identity),
          mayGiveUpKeys,
          ...(managerKey === undefined ? {} : { managerKey }),
          hr: row.hr,
          covers: coversOf(file.mapping),
          at,
        },
        identity: command('person'),
        meta,
        claims: personClaims,
      });
    try {
      const idOfKey = (nthOfKey: number) => PersonId.parse(identity.personId(row.key, nthOfKey));
      const entered = await enterPerson(telling, idOfKey, mayGiveUpKeys);
      if (entered === 'later' && mayGiveUpKeys) throw new StoreUnavailable('a key changed hands meanwhile');
      if (entered === 'later' || 'refused' in entered) return entered;
      const { personId, facts } = entered;
      const enrolmentId = enrolmentIdOf(cohortId, personId);
      const { capacity, answers, sensitiveAnswers } = row;
      const applied = await handlers.enrolments.handle({
        tenant,
        id: enrolmentId,
        command: { type: 'apply', enrolmentId, cohortId, personId, role, capacity, answers, sensitiveAnswers, at },
        identity: command('enrolment'),
        meta,
      });
      const enrolled = factsOf(applied);
      return 'refused' in enrolled ? enrolled : outcomeOf([...facts, ...enrolled]);
    } catch (error) {
      if (error instanceof CommitRefused) return { refused: 'too-long' };
      throw error;
    }
  };

/** `created`: new to the cohort in this role. `unchanged`: nothing that is shown is another. */
const outcomeOf = (facts: readonly string[]): RowOutcome => {
  if (facts.includes('matching.enrolment-applied.v1')) return 'created';
  return facts.length > 0 ? 'changed' : 'unchanged';
};
