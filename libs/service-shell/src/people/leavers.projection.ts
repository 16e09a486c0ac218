import type { PersonId } from '@telemachy/contracts';
import type { LeaverFact, PersonFact } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';

/** Somebody who left, and by which keyed hashes their tokens are known. */
export type Leaver = { readonly personId: PersonId; readonly signInKeys: readonly string[] };

/** Who left and is not back: few beside the people of an organization, so that all of them fit into memory. */
export const leavers: Projection<Leaver, PersonFact | LeaverFact> = {
  name: 'leavers',
  version: 1,
  hears: ['matching.person-hr-facts-changed.v1', 'matching.person-left.v1', 'matching.person-returned.v1'],
  keyOf: ({ event }) => event.data.personId,
  apply: (before, { event }) => {
    const { personId, signInKeys } = event.data;
    const isAway = event.type === 'matching.person-left.v1' || before !== undefined;
    return isAway && event.type !== 'matching.person-returned.v1' ? { personId, signInKeys } : undefined;
  },
};
