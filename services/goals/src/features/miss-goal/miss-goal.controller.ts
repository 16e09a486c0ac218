import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { GoalId } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { GOALS, type Goals } from '../../tokens.ts';
import { LookBack } from '../look-back.ts';

const MissGoal = z.strictObject(LookBack).meta({ id: 'MissGoal' });
type MissGoal = z.infer<typeof MissGoal>;

@Controller('v1/goals')
export class MissGoalController {
  constructor(@Inject(GOALS) private readonly goals: Goals) {}

  @Post(':id/miss-goal')
  @Operation('miss-goal', {
    summary: 'Close a goal as missed; it stays in the history',
    refusals: ['goal-already-reached', 'goal-already-dropped'],
    example: { reflection: 'The reorganization took the time.' },
  })
  async missGoal(
    @Param('id', { schema: GoalId }) goalId: GoalId,
    @Body({ schema: MissGoal }) body: MissGoal,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    return this.goals.perform(context, {
      id: goalId,
      command: { type: 'miss-goal', goalId, ...body, by: context.access.self, at: context.at },
    });
  }
}
