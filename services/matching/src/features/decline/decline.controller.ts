import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { MentorshipId, Words } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { MENTORSHIP_STREAMS, type MentorshipStreams } from '../../tokens.ts';
import { mentorshipAnswer } from '../mentorship-answer.ts';
import { mentorshipClaims } from '../mentorship-claims.ts';

const Decline = z
  .strictObject({
    reasonCode: z.enum(['no-time', 'not-a-fit', 'knows-the-person', 'changed-plans', 'other']),
    reason: Words.max(2000).default('').describe('Nobody but the author reads it'),
  })
  .meta({ id: 'Decline' });
type Decline = z.infer<typeof Decline>;

@Controller('v1/mentorships')
export class DeclineController {
  constructor(@Inject(MENTORSHIP_STREAMS) private readonly mentorships: MentorshipStreams) {}

  @Post(':id/decline')
  @Operation('decline', {
    summary: 'Decline a proposed mentorship',
    description:
      'The other person is not told who declined, nor why; where a yes is taken back, they hear at once that the proposed match no longer stands, and no more. Both are matched again without moving anybody else; whoever says `no-time` or `changed-plans` is left in peace.',
    refusals: ['mentorship-not-open', 'mentorship-active'],
    example: { reasonCode: 'knows-the-person', reason: 'We used to work together.' },
  })
  async decline(
    @Param('id', { schema: MentorshipId }) mentorshipId: MentorshipId,
    @Body({ schema: Decline }) body: Decline,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    return this.mentorships.perform(context, {
      id: mentorshipId,
      command: { type: 'decline', by: context.access.self, ...body, at: context.at },
      claims: mentorshipClaims,
      answer: mentorshipAnswer(context.access.self),
    });
  }
}
