import { z } from 'zod';
import type { Classified } from './privacy.ts';

/**
 * One fact on the wire. `type` names it for ever and ends in its version: a change that old readers cannot ignore is a new fact.
 * Unknown keys are dropped on reading, not rejected, so a reader survives a field added after it was deployed.
 */
export const fact = <Type extends `${string}.v${number}`, Data extends Readonly<Record<string, Classified>>>(
  type: Type,
  data: Data,
) => z.object({ type: z.literal(type), data: z.object(data) });

/** RFC 3339 instant in UTC. */
export const Instant = z.iso.datetime();
/** Calendar date `YYYY-MM-DD`, no zone. */
export const LocalDate = z.iso.date('expected a date such as 2027-03-31');
/** Wall time `HH:MM`; `24:00` ends a day. */
export const WallTime = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected a time of day such as 09:30, from 00:00 to 24:00');
/** IANA time zone name that this runtime knows. */
export const Zone = z.string().refine((zone) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}, 'expected an IANA time zone such as Europe/Berlin');
