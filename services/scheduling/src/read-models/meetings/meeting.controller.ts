import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { MeetingId, type Side } from '@telemachy/contracts';
import { Answer, Asked, notFound, OneQuery, Operation, sidesOf, type Access } from '@telemachy/service-shell';
import { KNOWN_MEETINGS, type KnownMeetings } from '../../tokens.ts';
import type { MeetingEntry } from './meetings.projection.ts';
import { meetingView, MeetingView } from './meeting-view.ts';

@Controller('v1/meetings')
export class MeetingController {
  constructor(@Inject(KNOWN_MEETINGS) private readonly meetings: KnownMeetings) {}

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
    return new Answer(200, meetingView(meeting, grantedBy), { etag: `"${meeting.version}"` });
  }
}
