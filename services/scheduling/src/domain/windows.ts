import type { WeeklyWindow, Window } from '@telemachy/contracts/scheduling';

/** One thing wrong with a list of windows: which one, which of its fields, why. */
export type WindowFault = {
  readonly index: number;
  readonly field: 'from' | 'to';
  readonly reason: 'ends-before-it-starts' | 'overlaps';
};

/** Minutes after midnight of `HH:MM`; `24:00` is 1440. */
export const minutesOf = (wall: string): number => Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3));

/** What is wrong with windows of one day each; touching is fine. Windows without `day` count as one day. */
export const faultsOf = (windows: readonly (Window | WeeklyWindow)[]): readonly WindowFault[] =>
  windows.flatMap((window, index): readonly WindowFault[] => {
    const from = minutesOf(window.from);
    if (minutesOf(window.to) <= from) return [{ index, field: 'to', reason: 'ends-before-it-starts' }];
    const clashes = windows.slice(0, index).some((earlier) => {
      const otherDay = 'day' in window && 'day' in earlier && window.day !== earlier.day;
      return !otherDay && from < minutesOf(earlier.to) && minutesOf(earlier.from) < minutesOf(window.to);
    });
    return clashes ? [{ index, field: 'from', reason: 'overlaps' }] : [];
  });

/** In one order, so that the same windows said in another order are the same. */
export const ordered = <W extends Window | WeeklyWindow>(windows: readonly W[]): W[] =>
  windows.toSorted((a, b) => dayOf(a) - dayOf(b) || minutesOf(a.from) - minutesOf(b.from));

const dayOf = (window: Window | WeeklyWindow): number => ('day' in window ? window.day : 0);

export const sameWindow = (a: Window | WeeklyWindow, b: Window | WeeklyWindow | undefined): boolean =>
  b !== undefined && dayOf(a) === dayOf(b) && a.from === b.from && a.to === b.to;
