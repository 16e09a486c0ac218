import { instantOf } from './wall-clock.ts';

export type MomentRefusal =
  | 'time-does-not-exist'
  | 'time-comes-twice'
  | 'offset-does-not-fit-zone'
  | 'time-not-readable';
/** What a client's time means, or why it means nothing; `nearest` are times that exist, in the same notation. */
export type Moment =
  | { readonly known: true; readonly instant: string }
  | { readonly known: false; readonly refusal: MomentRefusal; readonly nearest: readonly string[] };

const unknown = (refusal: MomentRefusal, ...nearest: string[]): Moment => ({ known: false, refusal, nearest });
const ofZone = /\[(?!u-ca=)[^\]]+\]/;

const nameOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;
const read = <T>(parse: () => T): T | undefined => {
  try {
    return parse();
  } catch (error) {
    // By name: the runtime's Temporal may throw a RangeError of another realm than this module's.
    if (nameOf(error) === 'RangeError') return undefined;
    throw error;
  }
};

/**
 * Reads an instant (RFC 3339, `2027-03-14T09:30:00Z`) or a wall time in a zone (RFC 9557, `2027-03-14T09:30[Europe/Berlin]`, with an offset where
 * a clock shows the time twice). Nothing is guessed: a time that a clock skips, or shows twice, comes back with the times that exist.
 */
export const momentOf = (text: string): Moment => {
  if (!ofZone.test(text)) {
    return momentAt(read(() => Temporal.Instant.from(text)));
  }
  const exact = read(() => Temporal.ZonedDateTime.from(text, { disambiguation: 'reject', offset: 'reject' }));
  if (exact !== undefined) return momentAt(exact.toInstant());
  // Both readings of the wall time alone: the same but where a clock changes.
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
    read(() => Temporal.ZonedDateTime.from(text, { disambiguation, offset: 'ignore' })),
  );
  if (earlier === undefined || later === undefined) return unknown('time-not-readable');
  const nearest = [...new Set([earlier, later].map((time) => time.toString({ smallestUnit: 'minute' })))];
  if (nearest.length === 1) return unknown('offset-does-not-fit-zone', ...nearest);
  const asked = read(() => Temporal.PlainDateTime.from(text));
  const exists = asked !== undefined && asked.equals(earlier.toPlainDateTime());
  return unknown(exists ? 'time-comes-twice' : 'time-does-not-exist', ...nearest);
};

/** RFC 3339 knows the years 0000 to 9999; Temporal reads more, up to the last instant that there is, from which no meeting could end. */
const momentAt = (instant: Temporal.Instant | undefined): Moment => {
  if (instant === undefined || /^[+-]/.test(instant.toString())) return unknown('time-not-readable');
  return { known: true, instant: written(instant) };
};

const written = (instant: Temporal.Instant): string =>
  instant.epochMilliseconds % 1000 === 0 ? instantOf(instant.epochMilliseconds) : instant.toString();
