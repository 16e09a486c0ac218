import type { PersonId, Sealed } from '@telemachy/contracts';
import { sealedIn } from '@telemachy/contracts';
import type { StoredAvailabilityFact, WeeklyWindow, Window } from '@telemachy/contracts/scheduling';
import type { Projection } from '@telemachy/kernel';

/** `version` is the stream's: what `If-Match` takes. What a person said lies sealed, as it came. */
export type AvailabilityEntry = {
  readonly personId: PersonId;
  readonly version: number;
  readonly rules: Sealed<{ readonly zone: string; readonly weekly: readonly WeeklyWindow[] }>;
  readonly overrides: Readonly<Record<string, Sealed<{ readonly windows: readonly Window[] }>>>;
};

/** When each person can meet. One document per person. */
export const availabilities: Projection<AvailabilityEntry, StoredAvailabilityFact> = {
  name: 'availabilities',
  version: 2,
  hears: [
    'scheduling.availability-rules-set.v1',
    'scheduling.availability-override-set.v1',
    'scheduling.availability-override-cleared.v1',
  ],
  keyOf: ({ event }) => event.data.personId,
  apply: (before, { event, version }) => {
    switch (event.type) {
      case 'scheduling.availability-rules-set.v1': {
        const { personId } = event.data;
        return { personId, version, rules: sealedIn(event.data), overrides: before?.overrides ?? {} };
      }
      case 'scheduling.availability-override-set.v1': {
        const overrides = { ...before?.overrides, [event.data.date]: sealedIn(event.data) };
        return before && { ...before, version, overrides };
      }
      case 'scheduling.availability-override-cleared.v1': {
        const { [event.data.date]: _cleared, ...overrides } = before?.overrides ?? {};
        return before && { ...before, version, overrides };
      }
    }
  },
};
