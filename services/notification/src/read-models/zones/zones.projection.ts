import type { Projection } from '@telemachy/kernel';
import type { PersonId } from '@telemachy/contracts';
import type { AvailabilityFact } from '@telemachy/contracts/scheduling';

type RulesSet = Extract<AvailabilityFact, { type: 'scheduling.availability-rules-set.v1' }>;

/** In which zone somebody reads times. */
export type ZoneOf = { readonly personId: PersonId; readonly zone: string };

/** The zone each person named last, when they said when they have time. */
export const zones: Projection<ZoneOf, RulesSet> = {
  name: 'zones',
  version: 1,
  hears: ['scheduling.availability-rules-set.v1'],
  keyOf: ({ event }) => event.data.personId,
  apply: (_, { event }) => ({ personId: event.data.personId, zone: event.data.zone }),
};
