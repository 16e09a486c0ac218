import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { MentorshipId } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { MENTORSHIP_STREAMS, type MentorshipStreams } from '../../tokens.ts';
import { NoBody } from '../no-body.ts';
import { mentorshipAnswer } from '../mentorship-answer.ts';

@Controller('v1/mentorships')
export class AcceptController {
  constructor(@Inject(MENTORSHIP_STREAMS) private readonly mentorships: MentorshipStreams) {}

  @Post(':id/accept')
  @Operation('accept', {
    summary: 'Accept a proposed mentorship, for one’s own side',
    refusals: ['mentorship-not-open'],
  })
  async accept(
    @Param('id', { schema: MentorshipId }) mentorshipId: MentorshipId,
    @Body({ schema: NoBody }) _body: unknown,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    return this.mentorships.perform(context, {
      id: mentorshipId,
      command: { type: 'accept', by: context.access.self, at: context.at },
      answer: mentorshipAnswer(context.access.self),
    });
  }
}
