import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { GoalId, Words } from '@telemachy/contracts';
import { Commanded, dayIn, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { GOALS, type Goals } from '../../tokens.ts';
import { GoalTerms } from '../goal-terms.ts';

const AdjustGoal = z
  .strictObject({
    ...GoalTerms,
    reasonCode: z.enum(['too-big', 'too-small', 'priorities-changed', 'blocked', 'other']),
    reason: Words.max(2000),
  })
  .meta({ id: 'AdjustGoal' });
type AdjustGoal = z.infer<typeof AdjustGoal>;

@Controller('v1/goals')
export class AdjustGoalController {
  constructor(@Inject(GOALS) private readonly goals: Goals) {}

  @Post(':id/adjust-goal')
  @Operation('adjust-goal', {
    summary: 'Change what a goal says; what it said before stays visible',
    refusals: ['due-date-in-the-past', 'goal-already-reached', 'goal-already-missed', 'goal-already-dropped'],
    example: (at) => ({
      text: 'Present our results to the team so that they can build on them',
      measure: { kind: 'number', unit: 'talks', from: 0, to: 1 },
      dueOn: dayIn(at, 90),
      reasonCode: 'too-big',
      reason: 'The board meets twice a year only.',
    }),
  })
  async adjustGoal(
    @Param('id', { schema: GoalId }) goalId: GoalId,
    @Body({ schema: AdjustGoal }) body: AdjustGoal,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    return this.goals.perform(context, {
      id: goalId,
      command: { type: 'adjust-goal', goalId, ...body, at: context.at },
    });
  }
}
