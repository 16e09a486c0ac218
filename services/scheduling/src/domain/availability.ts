import type { PersonId } from '@telemachy/contracts';
import type { AvailabilityFact, WeeklyWindow, Window } from '@telemachy/contracts/scheduling';
import type { Decider } from '@telemachy/kernel';
import { accept, refuse } from '@telemachy/kernel';
import { faultsOf, ordered } from './windows.ts';

type Said = { readonly personId: PersonId; readonly at: string };
export type AvailabilityCommand =
  | (Said & { readonly type: 'set-availability'; readonly zone: string; readonly weekly: readonly WeeklyWindow[] })
  | (Said & { readonly type: 'set-override'; readonly date: string; readonly windows: readonly Window[] })
  | (Said & { readonly type: 'clear-override'; readonly date: string });

export type AvailabilityRefusal = 'availability-not-set' | 'windows-not-valid';

/** When a person can meet: weekly windows in the wall time of a zone, and dates that have other windows, or none. */
export type Availability = {
  readonly zone: string;
  readonly weekly: readonly WeeklyWindow[];
  readonly overrides: Readonly<Record<string, readonly Window[]>>;
};
export type AvailabilityState = Availability | undefined;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const plain = ({ from, to }: Window): Window => ({ from, to });
const weeklyPlain = ({ from, to, day }: WeeklyWindow): WeeklyWindow => ({ from, to, day });

export const availability: Decider<AvailabilityState, AvailabilityCommand, AvailabilityFact, AvailabilityRefusal> = {
  initial: undefined,

  decide: (command, state) => {
    switch (command.type) {
      case 'set-availability': {
        if (faultsOf(command.weekly).length > 0) return refuse('windows-not-valid');
        const { personId, zone, at } = command;
        const weekly = ordered(command.weekly.map(weeklyPlain));
        if (state !== undefined && state.zone === zone && same(state.weekly, weekly)) return accept();
        return accept({
          type: 'scheduling.availability-rules-set.v1',
          data: { personId, zone, weekly, setAt: at },
        });
      }
      case 'set-override': {
        // Without a zone a wall time says nothing.
        if (state === undefined) return refuse('availability-not-set');
        if (faultsOf(command.windows).length > 0) return refuse('windows-not-valid');
        const { personId, date, at } = command;
        const windows = ordered(command.windows.map(plain));
        if (same(state.overrides[date], windows)) return accept();
        return accept({
          type: 'scheduling.availability-override-set.v1',
          data: { personId, date, windows, setAt: at },
        });
      }
      case 'clear-override': {
        const { personId, date, at } = command;
        if (state?.overrides[date] === undefined) return accept();
        return accept({
          type: 'scheduling.availability-override-cleared.v1',
          data: { personId, date, clearedAt: at },
        });
      }
    }
  },

  evolve: (state, event) => {
    switch (event.type) {
      case 'scheduling.availability-rules-set.v1': {
        const { zone, weekly } = event.data;
        return { zone, weekly, overrides: state?.overrides ?? {} };
      }
      case 'scheduling.availability-override-set.v1': {
        const { date, windows } = event.data;
        return state && { ...state, overrides: { ...state.overrides, [date]: windows } };
      }
      case 'scheduling.availability-override-cleared.v1': {
        const { [event.data.date]: _cleared, ...overrides } = state?.overrides ?? {};
        return state && { ...state, overrides };
      }
    }
  },
};
