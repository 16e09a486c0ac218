import type { AvailabilityFact } from '@telemachy/contracts/scheduling';
import type { Projection } from '@telemachy/kernel';
import type { Availability } from '../../domain/availability.ts';
import { availability } from '../../domain/availability.ts';

/** `version` is the stream's: what `If-Match` takes. */
export type AvailabilityEntry = Availability & { readonly version: number };

/** When each person can meet. One document per person. */
export const availabilities: Projection<AvailabilityEntry, AvailabilityFact> = {
  name: 'availabilities',
  version: 1,
  hears: [
    'scheduling.availability-rules-set.v1',
    'scheduling.availability-override-set.v1',
    'scheduling.availability-override-cleared.v1',
  ],
  keyOf: ({ event }) => event.data.personId,
  apply: (before, { event, version }) => {
    const after = availability.evolve(before, event);
    return after && { ...after, version };
  },
};
