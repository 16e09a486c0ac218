import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { GoalId, StepId } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { GOALS, type Goals } from '../../tokens.ts';

const CompleteStep = z.strictObject({ stepId: StepId }).meta({ id: 'CompleteStep' });
type CompleteStep = z.infer<typeof CompleteStep>;

@Controller('v1/goals')
export class CompleteStepController {
  constructor(@Inject(GOALS) private readonly goals: Goals) {}

  @Post(':id/complete-step')
  @Operation('complete-step', {
    summary: 'Mark a step as done',
    refusals: ['step-not-planned', 'goal-already-reached', 'goal-already-missed', 'goal-already-dropped'],
    example: { stepId: '4a4f1a3e-0e0e-5c58-8a1b-6b7f7c0c2d11' },
  })
  async completeStep(
    @Param('id', { schema: GoalId }) goalId: GoalId,
    @Body({ schema: CompleteStep }) body: CompleteStep,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    return this.goals.perform(context, {
      id: goalId,
      command: { type: 'complete-step', goalId, ...body, at: context.at },
    });
  }
}
