import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { GoalId, Words } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { GOALS, type Goals } from '../../tokens.ts';

const CheckIn = z
  .strictObject({
    confidence: z.int().min(0).max(10),
    moved: Words.max(2000),
    inTheWay: Words.max(2000),
  })
  .meta({ id: 'CheckIn' });
type CheckIn = z.infer<typeof CheckIn>;

@Controller('v1/goals')
export class CheckInController {
  constructor(@Inject(GOALS) private readonly goals: Goals) {}

  @Post(':id/check-in')
  @Operation('check-in', {
    summary: 'Look at a goal: what moved, what is in the way, how sure are you',
    refusals: ['goal-already-reached', 'goal-already-missed', 'goal-already-dropped'],
    example: { confidence: 7, moved: 'The slides are ready.', inTheWay: '' },
  })
  async checkIn(
    @Param('id', { schema: GoalId }) goalId: GoalId,
    @Body({ schema: CheckIn }) body: CheckIn,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    return this.goals.perform(context, {
      id: goalId,
      command: { type: 'check-in', goalId, ...body, at: context.at },
    });
  }
}
