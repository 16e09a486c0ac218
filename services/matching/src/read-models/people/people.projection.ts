import type { PersonId } from '@telemachy/contracts';
import { signInAfter, type HrFacts, type PersonFact, type SignIn } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';

export type PersonDocument = HrFacts &
  SignIn & {
    readonly personId: PersonId;
    readonly managerKey?: string;
  };

/** The people of an organization, as its HR system tells. */
export const people: Projection<PersonDocument, PersonFact> = {
  name: 'people',
  version: 2,
  hears: ['matching.person-imported.v1', 'matching.person-hr-facts-changed.v1'],
  keyOf: ({ event }) => event.data.personId,
  apply: (before, fact) => {
    const { personId, managerKey, hr } = fact.event.data;
    return { ...hr, personId, ...signInAfter(before, fact), ...(managerKey === undefined ? {} : { managerKey }) };
  },
};
