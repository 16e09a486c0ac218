import type { PersonId } from '@telemachy/contracts';
import type { HrFacts, LeaverFact, PersonFact, ReadablePersonFact } from '@telemachy/contracts/matching';
import type { Decider, Decision } from '@telemachy/kernel';
import { accept, refuse } from '@telemachy/kernel';
import { same } from './same.ts';

export type ImportPerson = {
  readonly type: 'import-person';
  readonly personId: PersonId;
  /** Keyed hashes of what the row tells: the e-mail's, then the employee id's, as far as `hr` has them. */
  readonly signInKeys: readonly string[];
  /** Whether a key may be given up for another one; else the row is refused, and may wait for others of its file. */
  readonly mayGiveUpKeys: boolean;
  readonly managerKey?: string;
  readonly hr: HrFacts;
  /** The attributes that the file speaks of: one of these that `hr` lacks is gone; any other stays as it was. */
  readonly covers: readonly string[];
  readonly at: string;
};

/** The organization says that they left it, or that they are back; said twice it is no news. */
export type MarkPerson = {
  readonly type: 'mark-left' | 'mark-returned';
  readonly personId: PersonId;
  readonly at: string;
};
export type PersonCommand = ImportPerson | MarkPerson;

/** `somebody-else`: was known by a key of the row once, and is by none now. `forgotten`: asked to be, and nothing is kept of them any more. */
export type PersonRefusal = 'somebody-else' | 'key-given-up' | 'forgotten' | 'person-not-known';

export type Person =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'known';
      readonly signInKeys: readonly string[];
      readonly managerKey?: string | undefined;
      /** Not there for whoever may not read it, nor of who was forgotten. */
      readonly hr?: HrFacts | undefined;
      readonly left: boolean;
    };
type KnownPerson = Exclude<Person, { readonly status: 'unknown' }> & { readonly hr: HrFacts };

type Keyed = Pick<KnownPerson, 'signInKeys' | 'hr'>;
const keysOf = ({ signInKeys, hr }: Keyed): { readonly email?: string; readonly employee?: string } => {
  const [email, employee] = hr.email === undefined ? [undefined, signInKeys[0]] : signInKeys;
  return { ...(email === undefined ? {} : { email }), ...(employee === undefined ? {} : { employee }) };
};
/** A row without one of the two says nothing about it. */
const mergedKeys = (before: Keyed, row: Keyed): string[] => {
  const { email, employee } = { ...keysOf(before), ...keysOf(row) };
  return [email, employee].filter((key) => key !== undefined);
};

/** What is known after the row: the file's word for what it speaks of, else what was known before. */
const merged = (row: ImportPerson, before: KnownPerson) => {
  const { managerKey, hr, covers } = row;
  const kept = Object.entries(before.hr.attributes).filter(([name]) => !covers.includes(name));
  const manager = managerKey ?? (covers.includes('manager') ? undefined : before.managerKey);
  return {
    signInKeys: mergedKeys(before, row),
    ...(manager === undefined ? {} : { managerKey: manager }),
    hr: { ...before.hr, ...hr, attributes: { ...Object.fromEntries(kept), ...hr.attributes } },
  };
};

type Decide<Command> = (command: Command, state: Person) => Decision<PersonFact | LeaverFact, PersonRefusal>;

/** A row does not bring back who left: files are older than what the organization says of leavers. */
const takeIn: Decide<ImportPerson> = (command, state) => {
  const { personId, signInKeys, managerKey, hr, at } = command;
  if (state.status === 'unknown') {
    const manager = managerKey === undefined ? {} : { managerKey };
    const data = { personId, signInKeys: [...signInKeys], ...manager, hr, importedAt: at };
    return accept({ type: 'matching.person-imported.v1', data });
  }
  const { status: _status, left: _left, hr: known, ...rest } = state;
  if (!signInKeys.some((key) => state.signInKeys.includes(key))) return refuse('somebody-else');
  if (known === undefined) return refuse('forgotten');
  const before = { ...rest, hr: known };
  const after = merged(command, { ...state, hr: known });
  const givesUp = state.signInKeys.some((key) => !after.signInKeys.includes(key));
  if (givesUp && !command.mayGiveUpKeys) return refuse('key-given-up');
  if (same(before, after)) return accept();
  return accept({ type: 'matching.person-hr-facts-changed.v1', data: { personId, ...after, changedAt: at } });
};

const mark: Decide<MarkPerson> = ({ type, personId, at }, state) => {
  if (state.status === 'unknown') return refuse('person-not-known');
  const leaves = type === 'mark-left';
  if (state.left === leaves) return accept();
  const signInKeys = [...state.signInKeys];
  if (leaves) return accept({ type: 'matching.person-left.v1', data: { personId, signInKeys, leftAt: at } });
  return accept({ type: 'matching.person-returned.v1', data: { personId, signInKeys, returnedAt: at } });
};

/** Somebody of the organization, as its HR system tells; the same person under whatever e-mail address and employee id they come to have. */
export const person: Decider<Person, PersonCommand, PersonFact | LeaverFact, PersonRefusal> = {
  initial: { status: 'unknown' },

  decide: (command, state) => (command.type === 'import-person' ? takeIn(command, state) : mark(command, state)),

  evolve: (state, event: ReadablePersonFact | LeaverFact) => {
    const left = state.status === 'known' && state.left;
    switch (event.type) {
      case 'matching.person-imported.v1':
      case 'matching.person-hr-facts-changed.v1': {
        const { signInKeys, managerKey, hr } = event.data;
        return { status: 'known', signInKeys, ...(managerKey === undefined ? {} : { managerKey }), hr, left };
      }
      case 'matching.person-left.v1':
        return state.status === 'known' ? { ...state, left: true } : state;
      case 'matching.person-returned.v1':
        return state.status === 'known' ? { ...state, left: false } : state;
    }
  },
};
