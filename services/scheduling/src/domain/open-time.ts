import type { Availability } from './availability.ts';
import type { Interval } from './interval.ts';
import { merged, minute } from './interval.ts';
import { localDaysOf, stretchesOf } from './wall-clock.ts';
import { minutesOf } from './windows.ts';

/**
 * The instants of `range` whose wall time lies in the person's windows of that local date, merged.
 * Exact where clocks change: an hour that does not exist opens nothing, an hour that comes twice opens twice.
 */
export const openTime = ({ zone, weekly, overrides }: Availability, range: Interval): readonly Interval[] =>
  merged(
    stretchesOf(zone, range).flatMap((stretch) =>
      localDaysOf(stretch).flatMap(({ date, weekday, midnight }) =>
        (overrides[date] ?? weekly.filter(({ day }) => day === weekday)).map((window) => {
          const start = midnight - stretch.offset;
          return {
            from: Math.max(stretch.from, start + minutesOf(window.from) * minute),
            to: Math.min(stretch.to, start + minutesOf(window.to) * minute),
          };
        }),
      ),
    ),
  );

/** The instants of `range` at which the zone's wall clock shows a multiple of `stepMinutes` after midnight. */
export const gridStarts = (zone: string, range: Interval, stepMinutes: number): readonly number[] =>
  stretchesOf(zone, range).flatMap(({ from, to, offset }) => {
    const step = stepMinutes * minute;
    const first = Math.ceil((from + offset) / step) * step - offset;
    return Array.from({ length: Math.max(0, Math.ceil((to - first) / step)) }, (_, index) => first + index * step);
  });
