import type { Interval } from './interval.ts';
import { day } from './interval.ts';

/** A stretch of time in which a zone keeps one offset; wall time = instant + offset. All in milliseconds. */
export type Stretch = Interval & { readonly offset: number };

/** The stretches of one offset that make up `range`, in order: two where a clock changes inside it. */
export const stretchesOf = (zone: string, range: Interval): readonly Stretch[] => {
  const stretches: Stretch[] = [];
  let from = range.from;
  while (from < range.to) {
    const start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
    const change = start.getTimeZoneTransition('next')?.epochMilliseconds ?? range.to;
    const to = Math.min(change, range.to);
    stretches.push({ from, to, offset: start.offsetNanoseconds / 1e6 });
    from = to;
  }
  return stretches;
};

/** A local date in a stretch: its name, its ISO weekday (1 = Monday) and its wall-clock midnight in milliseconds since 1970-01-01T00:00 wall time. */
export type LocalDay = { readonly date: string; readonly weekday: number; readonly midnight: number };

/** The local dates that a stretch touches. */
export const localDaysOf = ({ from, to, offset }: Stretch): readonly LocalDay[] => {
  const first = Math.floor((from + offset) / day);
  const last = Math.floor((to - 1 + offset) / day);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const number = first + index;
    return {
      date: new Date(number * day).toISOString().slice(0, 10),
      // 1970-01-01 was a Thursday.
      weekday: ((((number + 3) % 7) + 7) % 7) + 1,
      midnight: number * day,
    };
  });
};

/** The same instant on the wall clock of a zone, with offset and zone, so that the two 01:30 of an autumn night differ (RFC 9557). */
export const labelled = (instant: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toString({ smallestUnit: 'minute' });

export const instantOf = (instant: number): string =>
  Temporal.Instant.fromEpochMilliseconds(instant).toString({ smallestUnit: 'second' });

export const millisecondsOf = (instant: string): number => Temporal.Instant.from(instant).epochMilliseconds;

/**
 * A zone's name in its own letters: `europe/berlin` → `Europe/Berlin`. A newer name is not traded for its older alias, as `Intl` would do.
 * @throws RangeError where there is no such zone
 */
export const canonicalZone = (zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId;

/** The calendar day of a zone in which an instant lies; 23 to 25 hours where clocks change. */
export const dayOf = (instant: number, zone: string): Interval => {
  const date = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate();
  return {
    from: date.toZonedDateTime(zone).epochMilliseconds,
    to: date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds,
  };
};
