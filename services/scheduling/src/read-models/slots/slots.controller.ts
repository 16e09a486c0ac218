import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { MentorshipId, type Side } from '@telemachy/contracts';
import {
  Asked,
  notFound,
  Operation,
  refusalProblem,
  sidesOf,
  type Access,
  type Mentorship,
} from '@telemachy/service-shell';
import { z } from 'zod';
import { slotsOf } from '../../domain/slots.ts';
import { instantOf, millisecondsOf } from '../../domain/wall-clock.ts';
import { whyNone } from '../../domain/why-none.ts';
import { meetingRefusals } from '../../features/refusals.ts';
import type { Settings } from '../../features/settings.ts';
import { SETTINGS, SLOT_FINDER } from '../../tokens.ts';
import { rangeOf, rangeQuery } from '../range-query.ts';
import type { SlotFinder } from './slot-finder.ts';
import { Slot, slotView } from './slot-view.ts';

const SlotsQuery = z.strictObject({
  ...rangeQuery,
  minutes: z.coerce.number().int().min(15).max(240).default(60).describe('Length of the meeting'),
  limit: z.coerce.number().int().min(1).max(500).default(100).describe('How many at most'),
  cursor: z.iso.datetime('expected "next" of an earlier page').optional().describe('`next` of the page before'),
});
type SlotsQuery = z.infer<typeof SlotsQuery>;

const Slots = z
  .object({
    items: z.array(Slot),
    next: z.string().optional(),
    why: z
      .object({ code: z.string(), text: z.string(), smallestChange: z.looseObject({ kind: z.string() }).optional() })
      .optional()
      .describe('Where there is none: the reason, and the smallest change that opens one'),
  })
  .meta({ id: 'Slots' });
type Slots = z.infer<typeof Slots>;

const defaultDays = 14;

@Controller('v1/mentorships')
export class SlotsController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SLOT_FINDER) private readonly finder: SlotFinder,
  ) {}

  @Get(':id/slots')
  @Operation('read-slots', {
    summary: 'Times at which both people of an active mentorship could meet',
    answer: Slots,
    refusals: ['mentorship-not-active'],
  })
  async readSlots(
    @Param('id', { schema: MentorshipId }) mentorshipId: MentorshipId,
    @Query({ schema: SlotsQuery }) { from, to, minutes, limit, cursor }: SlotsQuery,
    @Asked() access: Access<Side>,
  ): Promise<Slots> {
    const { tenant } = access.caller;
    const sides = (pair?: Mentorship) => sidesOf(pair, access.person);
    const pair = await this.settings.mentorship(tenant, mentorshipId, (found) => access.may(sides(found)));
    access.permit(sides(pair));
    if (pair === undefined) throw notFound();
    // As booking would: no time is offered that cannot be booked.
    if (!(await this.settings.isActive(tenant, mentorshipId)))
      throw refusalProblem(meetingRefusals, 'mentorship-not-active');
    const at = new Date().toISOString();
    const range = rangeOf({ from, to }, at, defaultDays);
    const found = await this.finder.ask({ access, pair, range, minutes, at });
    if (!found.asked) return { items: [], why: found.why };
    const { question } = found;
    const after = cursor === undefined ? range.from : millisecondsOf(cursor);
    const slots = slotsOf({ ...question, range: { from: Math.max(range.from, after), to: range.to } });
    const next = slots[limit];
    return {
      items: slots.slice(0, limit).map((slot) => slotView(slot, question)),
      ...(next && { next: instantOf(next.from) }),
      ...(slots.length === 0 && cursor === undefined && { why: whyNone(question) }),
    };
  }
}
