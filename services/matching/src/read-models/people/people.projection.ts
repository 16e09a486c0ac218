import type { PersonId } from '@telemachy/contracts';
import type { HrFacts, PersonFact } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';

export type PersonDocument = HrFacts & {
  readonly personId: PersonId;
  readonly signInKeys: readonly string[];
  readonly managerKey?: string;
};

/** The people of an organization, as its HR system tells. */
export const people: Projection<PersonDocument, PersonFact> = {
  name: 'people',
  version: 1,
  hears: ['matching.person-imported.v1', 'matching.person-hr-facts-changed.v1'],
  keyOf: ({ event }) => event.data.personId,
  apply: (_, { event }) => {
    const { personId, signInKeys, managerKey, hr } = event.data;
    return { ...hr, personId, signInKeys, ...(managerKey === undefined ? {} : { managerKey }) };
  },
};
