import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { GoalId } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { GOALS, type Goals } from '../../tokens.ts';

const RecordProgress = z.strictObject({ value: z.number() }).meta({ id: 'RecordProgress' });
type RecordProgress = z.infer<typeof RecordProgress>;

@Controller('v1/goals')
export class RecordProgressController {
  constructor(@Inject(GOALS) private readonly goals: Goals) {}

  @Post(':id/record-progress')
  @Operation('record-progress', {
    summary: 'Record how far a goal is, in the unit of its measure',
    refusals: ['value-outside-measure', 'goal-already-reached', 'goal-already-missed', 'goal-already-dropped'],
    example: { value: 1 },
  })
  async recordProgress(
    @Param('id', { schema: GoalId }) goalId: GoalId,
    @Body({ schema: RecordProgress }) body: RecordProgress,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    return this.goals.perform(context, {
      id: goalId,
      command: { type: 'record-progress', goalId, ...body, at: context.at },
    });
  }
}
