import { signInAfter, type SignIn, type StoredPersonFact } from '@telemachy/contracts/matching';
import type { PersonId } from '@telemachy/contracts';
import type { Projection } from '@telemachy/kernel';

type Said = StoredPersonFact['data'];

/** Who somebody of the organization is, as far as one service needs it. */
export type Person<Fields> = Fields & SignIn & { readonly personId: PersonId };

/**
 * The people of an organization, by person id. A service names what it keeps of what HR says, sealed as it came, the less the better:
 * `peopleKnownBy(() => ({}))` keeps ids alone.
 */
export const peopleKnownBy = <Fields extends object>(
  keep: (said: Said) => Fields,
): Projection<Person<Fields>, StoredPersonFact> => ({
  name: 'people',
  version: 3,
  hears: ['matching.person-imported.v1', 'matching.person-hr-facts-changed.v1'],
  keyOf: ({ event }) => event.data.personId,
  apply: (before, fact) => {
    const { data } = fact.event;
    const { personId } = data;
    return { ...keep(data), personId, ...signInAfter(before, fact) };
  },
});
/** Finds a signed-in caller's person. */
export const peopleIndexes = [{ signInKeys: 1 }, { formerSignInKeys: 1 }] as const;
