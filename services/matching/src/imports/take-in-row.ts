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
import { personClaims } from './person-claims.ts';
import { enrolmentIdOf, type Handlers } from '../streams.ts';

export type RowOutcome =
  | 'created'
  | 'changed'
  | 'unchanged'
  /** `field`: what of the person is to blame; what tells people apart, where nothing is said. */
  | { readonly refused: string; readonly field?: 'employeeId' };
export type TakeInRow = {
  readonly handlers: Pick<Handlers, 'people' | 'enrolments'>;
  readonly identity: OrganizationIdentity;
  readonly file: RequestedImport;
  readonly tenant: string;
  readonly meta: Meta;
  readonly at: string;
};

/** What a row's person signs in by, the natural key's hash first. */
export const signInKeysOf = ({ key, hr }: PersonRow, identity: OrganizationIdentity): readonly string[] => {
  const second = key.kind === 'email' ? hr.employeeId : undefined;
  return [
    identity.signInKey(key),
    ...(second === undefined ? [] : [identity.signInKey({ kind: 'employee', value: second })]),
  ];
};

const managerKeyOf = ({ manager }: PersonRow, identity: OrganizationIdentity): string | undefined => {
  if (manager === undefined) return undefined;
  const key: NaturalKey = { kind: manager.includes('@') ? 'email' : 'employee', value: manager };
  return identity.signInKey(key);
};

type Refused = Exclude<RowOutcome, string>;

/** The facts a command led to, now or when it was done before. @throws StoreUnavailable where others kept appending first */
const factsOf = (handled: Handled<unknown, string>): readonly string[] | Refused => {
  if (handled.accepted) return handled.commit?.facts.map(({ event }) => event.type) ?? [];
  if (handled.why === 'refused') return { refused: handled.refusal };
  if (handled.why === 'claim-taken') return { refused: 'employee-id-of-another-person', field: 'employeeId' };
  if (handled.why === 'contended') throw new StoreUnavailable('others kept appending first');
  throw new Error(`a row's command came to ${handled.why}`);
};

/**
 * Takes one row in: the person, then the enrolment. Done again after a crash it appends nothing and comes to the same outcome, since each command has an
 * id of its own made of import and row.
 */
export const takeInRow =
  ({ handlers, identity, file, tenant, meta, at }: TakeInRow) =>
  async (row: PersonRow, nth: number): Promise<RowOutcome> => {
    const { importId, cohortId, role, contentHash } = file;
    const personId = PersonId.parse(identity.personId(row.key));
    const managerKey = managerKeyOf(row, identity);
    const bodyHash = bodyHashOf([contentHash, nth]);
    const command = (what: string) => ({ id: createdIdFrom(importId, `${nth}/${what}`), bodyHash });
    try {
      const known = await handlers.people.handle({
        tenant,
        id: personId,
        command: {
          type: 'import-person',
          personId,
          signInKeys: signInKeysOf(row, identity),
          ...(managerKey === undefined ? {} : { managerKey }),
          hr: row.hr,
          covers: coversOf(file.mapping),
          at,
        },
        identity: command('person'),
        meta,
        claims: personClaims,
      });
      const about = factsOf(known);
      if ('refused' in about) return about;
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
      return 'refused' in enrolled ? enrolled : outcomeOf([...about, ...enrolled]);
    } catch (error) {
      if (error instanceof CommitRefused) return { refused: 'too-long' };
      throw error;
    }
  };

/** `created`: new to the cohort in this role. */
const outcomeOf = (facts: readonly string[]): RowOutcome => {
  if (facts.includes('matching.enrolment-applied.v1')) return 'created';
  return facts.length > 0 ? 'changed' : 'unchanged';
};
