import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { MeetingId, type Side } from '@telemachy/contracts';
import type { Words } from '@telemachy/service-shell';
import { Answer, Asked, notFound, OneQuery, Operation, sidesOf, WORDS, type Access } from '@telemachy/service-shell';
import { KNOWN_MEETINGS, type KnownMeetings } from '../../tokens.ts';
import type { MeetingEntry } from './meetings.projection.ts';
import { meetingOutline, meetingsForParty, MeetingView } from './meeting-view.ts';

@Controller('v1/meetings')
export class MeetingController {
  constructor(
    @Inject(KNOWN_MEETINGS) private readonly meetings: KnownMeetings,
    @Inject(WORDS) private readonly words: Words,
  ) {}

  @Get(':id')
  @Operation('read-meeting', {
    summary: 'One meeting: all of it for its two people, when and how for a coordinator',
    answer: MeetingView,
  })
  async readMeeting(
    @Param('id', { schema: MeetingId }) meetingId: MeetingId,
    @Query({ schema: OneQuery }) { atLeast }: OneQuery,
    @Asked() access: Access<Side>,
  ): Promise<Answer> {
    const sides = (meeting?: MeetingEntry) => sidesOf(meeting, access.person);
    const { tenant } = access.caller;
    const meeting = await this.meetings.find(tenant, meetingId, (found) => access.may(sides(found)), atLeast);
    const grantedBy = access.permit(sides(meeting));
    if (meeting === undefined) throw notFound();
    const isParty = grantedBy.some((by) => by === 'mentor' || by === 'mentee');
    const [view] = isParty ? await meetingsForParty(this.words, access, [meeting]) : [meetingOutline(meeting)];
    return new Answer(200, view, { etag: `"${meeting.version}"` });
  }
}
