import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { MeetingId, Words } from '@telemachy/contracts';
import { Commanded, notFound, Operation, sidesOf, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { MEETINGS, SETTINGS, type Meetings } from '../../tokens.ts';
import { meetingAnswer } from '../meeting-answer.ts';
import { freedClaims } from '../meeting-claims.ts';
import type { Settings } from '../settings.ts';

const CancelMeeting = z
  .strictObject({
    reasonCode: z.enum(['illness', 'conflict', 'travel', 'other']),
    reason: Words.min(1).max(2000).describe('Read by the two of the mentorship alone'),
  })
  .meta({ id: 'CancelMeeting' });
type CancelMeeting = z.infer<typeof CancelMeeting>;

@Controller('v1/meetings')
export class CancelMeetingController {
  constructor(
    @Inject(MEETINGS) private readonly meetings: Meetings,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Post(':id/cancel')
  @HttpCode(200)
  @Operation('cancel-meeting', {
    summary: 'Cancel a meeting that has not begun, with the reason',
    refusals: ['meeting-has-begun'],
    example: { reasonCode: 'illness', reason: 'I have lost my voice.' },
  })
  async cancelMeeting(
    @Param('id', { schema: MeetingId }) meetingId: MeetingId,
    @Body({ schema: CancelMeeting }) body: CancelMeeting,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const { access, at } = context;
    const now = await this.settings.meeting(access.caller.tenant, meetingId);
    if (now.status === 'none') throw notFound();
    access.permit(sidesOf(now.pair, access.person));
    return this.meetings.perform(context, {
      id: meetingId,
      command: { type: 'cancel-meeting', ...body, by: access.self, at },
      claims: freedClaims,
      answer: meetingAnswer,
    });
  }
}
