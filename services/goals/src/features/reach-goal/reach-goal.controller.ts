import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { GoalId } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { GOALS, type Goals } from '../../tokens.ts';
import { LookBack } from '../look-back.ts';

const ReachGoal = z.strictObject(LookBack).meta({ id: 'ReachGoal' });
type ReachGoal = z.infer<typeof ReachGoal>;

@Controller('v1/goals')
export class ReachGoalController {
  constructor(@Inject(GOALS) private readonly goals: Goals) {}

  @Post(':id/reach-goal')
  @Operation('reach-goal', {
    summary: 'Close a goal as reached',
    refusals: ['goal-already-missed', 'goal-already-dropped'],
    example: { reflection: 'Asking early helped most.' },
  })
  async reachGoal(
    @Param('id', { schema: GoalId }) goalId: GoalId,
    @Body({ schema: ReachGoal }) body: ReachGoal,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    return this.goals.perform(context, {
      id: goalId,
      command: { type: 'reach-goal', goalId, ...body, by: context.access.self, at: context.at },
    });
  }
}
