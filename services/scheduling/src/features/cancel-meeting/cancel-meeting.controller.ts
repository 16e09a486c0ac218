import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { MeetingId } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { MEETINGS, type Meetings } from '../../tokens.ts';
import { meetingAnswer } from '../meeting-answer.ts';
import { freedClaims } from '../meeting-claims.ts';

const CancelMeeting = z
  .strictObject({
    reasonCode: z.enum(['illness', 'conflict', 'travel', 'other']),
    reason: z.string().trim().min(1).max(2000).describe('Read by the two of the mentorship alone'),
  })
  .meta({ id: 'CancelMeeting' });
type CancelMeeting = z.infer<typeof CancelMeeting>;

@Controller('v1/meetings')
export class CancelMeetingController {
  constructor(@Inject(MEETINGS) private readonly meetings: Meetings) {}

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
    return this.meetings.perform(context, {
      id: meetingId,
      command: { type: 'cancel-meeting', ...body, by: context.access.self, at: context.at },
      claims: freedClaims,
      answer: meetingAnswer,
    });
  }
}
