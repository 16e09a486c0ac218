import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { MentorshipId } from '@telemachy/contracts';
import { Commanded, notFound, Operation, sidesOf, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import type { Handlers } from '../../streams.ts';
import { HANDLERS, MENTORSHIP_STREAMS, type MentorshipStreams } from '../../tokens.ts';
import { mentorshipAnswer } from '../mentorship-answer.ts';
import { mentorshipClaims } from '../mentorship-claims.ts';

const End = z
  .strictObject({ reasonCode: z.enum(['completed', 'no-time', 'not-a-fit', 'left', 'other']) })
  .meta({ id: 'End' });
type End = z.infer<typeof End>;

@Controller('v1/mentorships')
export class EndController {
  constructor(
    @Inject(MENTORSHIP_STREAMS) private readonly mentorships: MentorshipStreams,
    @Inject(HANDLERS) private readonly handlers: Pick<Handlers, 'mentorships'>,
  ) {}

  @Post(':id/end')
  @Operation('end', {
    summary: 'End an active mentorship, as one of the two or as a coordinator',
    refusals: ['mentorship-not-active'],
    example: { reasonCode: 'completed' },
  })
  async end(
    @Param('id', { schema: MentorshipId }) mentorshipId: MentorshipId,
    @Body({ schema: End }) { reasonCode }: End,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const { access, at } = context;
    const { state } = await this.handlers.mentorships.load(access.caller.tenant, mentorshipId);
    if (state.status === 'none') throw notFound();
    const sides = sidesOf(state.pair, access.person);
    access.permit(sides);
    const by = sides.length > 0 ? access.self : ('coordinator' as const);
    return this.mentorships.perform(context, {
      id: mentorshipId,
      command: { type: 'end', by, reasonCode, at },
      claims: mentorshipClaims,
      answer: mentorshipAnswer(by),
    });
  }
}
