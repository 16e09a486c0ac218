import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { GoalId, LocalDate, StepId, Words } from '@telemachy/contracts';
import { Commanded, dayIn, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { Advice, stepAdvice } from '../../domain/smart.ts';
import { GOALS, type Goals } from '../../tokens.ts';

const AddStep = z
  .strictObject({
    text: Words.min(1).max(500),
    dueOn: LocalDate.optional(),
  })
  .meta({ id: 'AddStep' });
type AddStep = z.infer<typeof AddStep>;
const StepAdded = z
  .object({ id: GoalId, version: z.int(), stepId: StepId, advice: z.array(Advice) })
  .meta({ id: 'StepAdded' });

@Controller('v1/goals')
export class AddStepController {
  constructor(@Inject(GOALS) private readonly goals: Goals) {}

  @Post(':id/add-step')
  @Operation('add-step', {
    summary: 'Add a step towards a goal',
    answer: StepAdded,
    refusals: [
      'due-date-in-the-past',
      'too-many-steps',
      'goal-already-reached',
      'goal-already-missed',
      'goal-already-dropped',
    ],
    example: (at) => ({ text: 'Ask the board for a slot', dueOn: dayIn(at, 30) }),
  })
  async addStep(
    @Param('id', { schema: GoalId }) goalId: GoalId,
    @Body({ schema: AddStep }) body: AddStep,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const stepId = StepId.parse(context.createdId('step'));
    return this.goals.perform(context, {
      id: goalId,
      command: { type: 'add-step', goalId, stepId, ...body, at: context.at },
      answer: (_, after) => ({
        stepId,
        advice: after.status === 'unset' ? [] : stepAdvice({ dueOn: body.dueOn }, after.dueOn),
      }),
    });
  }
}
