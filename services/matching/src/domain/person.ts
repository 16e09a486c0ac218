import type { PersonId } from '@telemachy/contracts';
import type { HrFacts, PersonFact } from '@telemachy/contracts/matching';
import type { Decider } from '@telemachy/kernel';
import { accept } from '@telemachy/kernel';
import { same } from './same.ts';

export type ImportPerson = {
  readonly type: 'import-person';
  readonly personId: PersonId;
  /** Keyed hashes of what the row tells: the natural key's first. */
  readonly signInKeys: readonly string[];
  readonly managerKey?: string;
  readonly hr: HrFacts;
  /** The attributes that the file speaks of: one of these that `hr` lacks is gone; any other stays as it was. */
  readonly covers: readonly string[];
  readonly at: string;
};

export type Person =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'known';
      readonly signInKeys: readonly string[];
      readonly managerKey?: string | undefined;
      readonly hr: HrFacts;
    };
type KnownPerson = Exclude<Person, { readonly status: 'unknown' }>;

/** What is known after the row: the file's word for what it speaks of, else what was known before. */
const merged = ({ signInKeys, managerKey, hr, covers }: ImportPerson, before: KnownPerson) => {
  const kept = Object.entries(before.hr.attributes).filter(([name]) => !covers.includes(name));
  const manager = managerKey ?? (covers.includes('manager') ? undefined : before.managerKey);
  return {
    // A row without the second key says nothing about it.
    signInKeys: signInKeys.length < before.signInKeys.length ? [...before.signInKeys] : [...signInKeys],
    ...(manager === undefined ? {} : { managerKey: manager }),
    hr: { ...before.hr, ...hr, attributes: { ...Object.fromEntries(kept), ...hr.attributes } },
  };
};

/** Somebody of the organization, as its HR system tells. Every row is welcome, so nothing is refused. */
export const person: Decider<Person, ImportPerson, PersonFact, never> = {
  initial: { status: 'unknown' },

  decide: (command, state) => {
    const { personId, signInKeys, managerKey, hr, at } = command;
    if (state.status === 'unknown') {
      const manager = managerKey === undefined ? {} : { managerKey };
      const data = { personId, signInKeys: [...signInKeys], ...manager, hr, importedAt: at };
      return accept({ type: 'matching.person-imported.v1', data });
    }
    const { status: _status, ...before } = state;
    const after = merged(command, state);
    if (same(before, after)) return accept();
    return accept({ type: 'matching.person-hr-facts-changed.v1', data: { personId, ...after, changedAt: at } });
  },

  evolve: (_state, event) => {
    const { signInKeys, managerKey, hr } = event.data;
    return { status: 'known', signInKeys, ...(managerKey === undefined ? {} : { managerKey }), hr };
  },
};
