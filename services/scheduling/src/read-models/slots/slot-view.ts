import { z } from 'zod';
import type { Interval } from '../../domain/interval.ts';
import type { SlotQuestion } from '../../domain/slots.ts';
import { instantOf, labelled } from '../../domain/wall-clock.ts';

export const Slot = z
  .object({
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime(),
    /** The start on both wall clocks, with offset and zone (RFC 9557). */
    local: z.object({ mentor: z.string(), mentee: z.string() }),
  })
  .meta({ id: 'Slot' });
export type Slot = z.infer<typeof Slot>;

export const slotView = ({ from, to }: Interval, { mentor, mentee }: SlotQuestion): Slot => ({
  startsAt: instantOf(from),
  endsAt: instantOf(to),
  local: { mentor: labelled(from, mentor.availability.zone), mentee: labelled(from, mentee.availability.zone) },
});
