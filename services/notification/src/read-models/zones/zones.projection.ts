import type { Projection } from '@telemachy/kernel';
import { sealedIn, type PersonId, type Sealed } from '@telemachy/contracts';
import type { StoredAvailabilityFact } from '@telemachy/contracts/scheduling';

type RulesSet = Extract<StoredAvailabilityFact, { type: 'scheduling.availability-rules-set.v1' }>;

/** In which zone somebody reads times; sealed, as it came. */
export type ZoneOf = { readonly personId: PersonId } & Sealed<{ readonly zone: string }>;

/** The zone each person named last, when they said when they have time. */
export const zones: Projection<ZoneOf, RulesSet> = {
  name: 'zones',
  version: 2,
  hears: ['scheduling.availability-rules-set.v1'],
  keyOf: ({ event }) => event.data.personId,
  apply: (_, { event }) => ({ personId: event.data.personId, ...sealedIn(event.data) }),
};
