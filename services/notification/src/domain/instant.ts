/** RFC 3339 instants as text; always with milliseconds, so that they sort as text too. */
const written = (instant: Temporal.Instant): string => instant.toString({ smallestUnit: 'millisecond' });

/** Elapsed time, not calendar time: a day is 24 hours, whatever a zone does. */
export const plus = (instant: string, duration: Temporal.DurationLike): string =>
  written(Temporal.Instant.from(instant).add(duration));
export const minus = (instant: string, duration: Temporal.DurationLike): string =>
  written(Temporal.Instant.from(instant).subtract(duration));
export const isBefore = (one: string, other: string): boolean => Temporal.Instant.compare(one, other) < 0;
export const isSame = (one: string, other: string): boolean => Temporal.Instant.compare(one, other) === 0;
