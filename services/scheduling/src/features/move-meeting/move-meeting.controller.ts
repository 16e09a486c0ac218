import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { MeetingId, Words } from '@telemachy/contracts';
import {
  Commanded,
  notFound,
  Operation,
  sidesOf,
  weekdayIn,
  type Answer,
  type CommandContext,
} from '@telemachy/service-shell';
import { z } from 'zod';
import { intervalOf, minutesBetween } from '../../domain/meeting.ts';
import { FREE_TIMES, MEETINGS, SETTINGS, type Meetings } from '../../tokens.ts';
import type { FreeTimes } from '../free-times.ts';
import { meetingAnswer } from '../meeting-answer.ts';
import { meetingClaims } from '../meeting-claims.ts';
import { instantAsked, Minutes, StartsAt } from '../meeting-time.ts';
import type { Settings } from '../settings.ts';

const MoveMeeting = z
  .strictObject({
    startsAt: StartsAt,
    minutes: Minutes.optional().describe('As long as before where absent'),
    reason: Words.min(1).max(2000).describe('Read by the two of the mentorship alone'),
  })
  .meta({ id: 'MoveMeeting' });
type MoveMeeting = z.infer<typeof MoveMeeting>;

@Controller('v1/meetings')
export class MoveMeetingController {
  constructor(
    @Inject(MEETINGS) private readonly meetings: Meetings,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(FREE_TIMES) private readonly freeTimes: FreeTimes,
  ) {}

  @Post(':id/move')
  @HttpCode(200)
  @Operation('move-meeting', {
    summary: 'Move a meeting to another time that both have free',
    refusals: ['time-taken', 'mentor-day-full', 'meeting-cancelled', 'meeting-has-begun'],
    example: (at) => ({ startsAt: `${weekdayIn(at, 3, 7)}T14:00:00Z`, reason: 'A train that does not run' }),
  })
  async moveMeeting(
    @Param('id', { schema: MeetingId }) meetingId: MeetingId,
    @Body({ schema: MoveMeeting }) body: MoveMeeting,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const { access, at } = context;
    const { tenant } = access.caller;
    const now = await this.settings.meeting(tenant, meetingId);
    if (now.status === 'none') throw notFound();
    access.permit(sidesOf(now.pair, access.person));
    const startsAt = instantAsked(body.startsAt);
    const setting = await this.settings.of(access, now.pair);
    const { minutes, reason } = body;
    const move = () =>
      this.meetings.perform(context, {
        id: meetingId,
        command: { type: 'move-meeting', startsAt, minutes, reason, setting, by: access.self, at },
        claims: (facts) => meetingClaims(facts, setting),
        answer: meetingAnswer,
      });
    const length = minutes ?? minutesBetween(now.startsAt, now.endsAt);
    const asking = { access, pair: now.pair, minutes: length, at, except: meetingId };
    return this.freeTimes.orAlternatives(move, asking, intervalOf(startsAt, length));
  }
}
