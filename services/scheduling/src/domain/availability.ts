import type { PersonId } from '@telemachy/contracts';
import type { AvailabilityFact, ReadableAvailabilityFact, WeeklyWindow, Window } from '@telemachy/contracts/scheduling';
import type { Decider } from '@telemachy/kernel';
import { accept, refuse } from '@telemachy/kernel';
import { faultsOf, ordered, sameWindow } from './windows.ts';

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

const same = (a: readonly (Window | WeeklyWindow)[], b: readonly (Window | WeeklyWindow)[]): boolean =>
  a.length === b.length && a.every((window, index) => sameWindow(window, b[index]));

type Command<Type extends AvailabilityCommand['type']> = Extract<AvailabilityCommand, { type: Type }>;

const set = ({ personId, zone, weekly: asked, at }: Command<'set-availability'>, state: AvailabilityState) => {
  if (faultsOf(asked).length > 0) return refuse('windows-not-valid');
  const weekly = ordered(asked);
  if (state !== undefined && state.zone === zone && same(state.weekly, weekly)) return accept();
  return accept({ type: 'scheduling.availability-rules-set.v1', data: { personId, zone, weekly, setAt: at } });
};

const setOverride = ({ personId, date, windows: asked, at }: Command<'set-override'>, state: AvailabilityState) => {
  // Without a zone a wall time says nothing.
  if (state === undefined) return refuse('availability-not-set');
  if (faultsOf(asked).length > 0) return refuse('windows-not-valid');
  const windows = ordered(asked);
  const now = state.overrides[date];
  if (now !== undefined && same(now, windows)) return accept();
  return accept({ type: 'scheduling.availability-override-set.v1', data: { personId, date, windows, setAt: at } });
};

const clearOverride = ({ personId, date, at }: Command<'clear-override'>, state: AvailabilityState) => {
  if (state?.overrides[date] === undefined) return accept();
  return accept({ type: 'scheduling.availability-override-cleared.v1', data: { personId, date, clearedAt: at } });
};

type OverrideFact = Exclude<ReadableAvailabilityFact, { type: 'scheduling.availability-rules-set.v1' }>;

const overridesAfter = (before: Availability['overrides'], event: OverrideFact): Availability['overrides'] => {
  const { [event.data.date]: _before, ...others } = before;
  if (event.type === 'scheduling.availability-override-cleared.v1') return others;
  const { date, windows = [] } = event.data;
  return { ...others, [date]: windows };
};

export const availability: Decider<AvailabilityState, AvailabilityCommand, AvailabilityFact, AvailabilityRefusal> = {
  initial: undefined,

  decide: (command, state) => {
    switch (command.type) {
      case 'set-availability':
        return set(command, state);
      case 'set-override':
        return setOverride(command, state);
      case 'clear-override':
        return clearOverride(command, state);
    }
  },

  evolve: (state, event: ReadableAvailabilityFact) => {
    if (event.type === 'scheduling.availability-rules-set.v1') {
      const { zone, weekly = [] } = event.data;
      // Whoever may not read it, or where it was forgotten, knows of none.
      return zone === undefined ? undefined : { zone, weekly, overrides: state?.overrides ?? {} };
    }
    return state && { ...state, overrides: overridesAfter(state.overrides, event) };
  },
};
