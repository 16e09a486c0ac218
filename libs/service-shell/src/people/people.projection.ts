import { signInAfter, type PersonFact, type SignIn } from '@telemachy/contracts/matching';
import type { PersonId } from '@telemachy/contracts';
import type { Projection } from '@telemachy/kernel';

type HrFacts = PersonFact['data']['hr'];

/** Who somebody of the organization is, as far as one service needs it. */
export type Person<Fields> = Fields & SignIn & { readonly personId: PersonId };

/**
 * The people of an organization, by person id. A service names the fields it keeps of what HR says, the fewer the better:
 * `peopleKnownBy(() => ({}))` keeps ids alone.
 */
export const peopleKnownBy = <Fields extends object>(
  keep: (hr: HrFacts) => Fields,
): Projection<Person<Fields>, PersonFact> => ({
  name: 'people',
  version: 2,
  hears: ['matching.person-imported.v1', 'matching.person-hr-facts-changed.v1'],
  keyOf: ({ event }) => event.data.personId,
  apply: (before, fact) => {
    const { personId, hr } = fact.event.data;
    return { ...keep(hr), personId, ...signInAfter(before, fact) };
  },
});
/** Finds a signed-in caller's person. */
export const peopleIndexes = [{ signInKeys: 1 }, { formerSignInKeys: 1 }] as const;
