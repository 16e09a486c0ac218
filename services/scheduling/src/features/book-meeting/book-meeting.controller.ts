import { Body, Controller, Inject, Post } from '@nestjs/common';
import { MeetingId, MentorshipId } from '@telemachy/contracts';
import {
  Commanded,
  notFound,
  Operation,
  sidesOf,
  weekdayIn,
  type Answer,
  type CommandContext,
  type Mentorship,
} from '@telemachy/service-shell';
import { z } from 'zod';
import { intervalOf } from '../../domain/meeting.ts';
import { FREE_TIMES, MEETINGS, SETTINGS, type Meetings } from '../../tokens.ts';
import type { FreeTimes } from '../free-times.ts';
import { meetingAnswer } from '../meeting-answer.ts';
import { meetingClaims } from '../meeting-claims.ts';
import { instantAsked, Minutes, StartsAt } from '../meeting-time.ts';
import type { Settings } from '../settings.ts';

const BookMeeting = z
  .strictObject({
    mentorshipId: MentorshipId,
    startsAt: StartsAt,
    minutes: Minutes.default(60),
    medium: z.enum(['in-person', 'video', 'phone', 'chat']).default('video'),
    agenda: z
      .string()
      .trim()
      .max(4000)
      .default('')
      .describe('What it is about; only the two of the mentorship read it'),
  })
  .meta({ id: 'BookMeeting' });
type BookMeeting = z.infer<typeof BookMeeting>;

@Controller('v1/meetings')
export class BookMeetingController {
  constructor(
    @Inject(MEETINGS) private readonly meetings: Meetings,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(FREE_TIMES) private readonly freeTimes: FreeTimes,
  ) {}

  @Post()
  @Operation('book-meeting', {
    summary: 'Book a meeting of a mentorship at a time that both have free',
    status: 201,
    refusals: [
      'time-taken',
      'mentor-day-full',
      'notice-too-short',
      'outside-mentor-availability',
      'time-does-not-exist',
    ],
    example: (at) => ({
      mentorshipId: '0b7d6a52-58a1-5c3e-9a5e-3b8e5a1f0c11',
      startsAt: `${weekdayIn(at, 1, 7)}T09:30[Europe/Berlin]`,
      minutes: 60,
      medium: 'video',
      agenda: 'What the first ninety days are for',
    }),
  })
  async bookMeeting(
    @Body({ schema: BookMeeting }) body: BookMeeting,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const { access, at } = context;
    const { tenant } = access.caller;
    const sides = (pair?: Mentorship) => sidesOf(pair, access.person);
    const pair = await this.settings.mentorship(tenant, body.mentorshipId, (found) => access.may(sides(found)));
    access.permit(sides(pair));
    if (pair === undefined) throw notFound();
    const startsAt = instantAsked(body.startsAt);
    const { minutes, medium, agenda } = body;
    const { mentorshipId, mentorId, menteeId } = pair;
    const setting = await this.settings.of(access, pair);
    const meetingId = MeetingId.parse(context.createdId('meeting'));
    const about = { meetingId, mentorshipId, mentorId, menteeId, startsAt, minutes, medium, agenda };
    const book = () =>
      this.meetings.perform(context, {
        id: meetingId,
        creates: true,
        command: { type: 'book-meeting', ...about, setting, by: access.self, at },
        claims: (facts) => meetingClaims(facts, setting),
        answer: meetingAnswer,
      });
    return this.freeTimes.orAlternatives(book, { access, pair, minutes, at }, intervalOf(startsAt, minutes));
  }
}
