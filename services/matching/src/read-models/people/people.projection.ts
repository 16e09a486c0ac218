import { sealedIn, type PersonId, type Sealed } from '@telemachy/contracts';
import { signInAfter, type HrFacts, type SignIn, type StoredPersonFact } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';

/** What HR says lies sealed, as it came. */
export type PersonDocument = Sealed<{ readonly hr: HrFacts }> &
  SignIn & {
    readonly personId: PersonId;
    readonly managerKey?: string;
  };

/** The people of an organization, as its HR system tells. */
export const people: Projection<PersonDocument, StoredPersonFact> = {
  name: 'people',
  version: 3,
  hears: ['matching.person-imported.v1', 'matching.person-hr-facts-changed.v1'],
  keyOf: ({ event }) => event.data.personId,
  apply: (before, fact) => {
    const { personId, managerKey } = fact.event.data;
    const manager = managerKey === undefined ? {} : { managerKey };
    return { personId, ...signInAfter(before, fact), ...manager, ...sealedIn(fact.event.data) };
  },
};
