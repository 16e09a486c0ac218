import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { CohortId } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { COHORT_STREAMS, type CohortStreams } from '../../tokens.ts';
import { NoBody } from '../no-body.ts';

@Controller('v1/cohorts')
export class CloseRegistrationController {
  constructor(@Inject(COHORT_STREAMS) private readonly cohorts: CohortStreams) {}

  @Post(':id/close-registration')
  @Operation('close-registration', {
    summary: 'Close registration: the cohort can be matched',
    refusals: ['registration-not-open', 'cohort-over'],
  })
  async closeRegistration(
    @Param('id', { schema: CohortId }) cohortId: CohortId,
    @Body({ schema: NoBody }) _body: unknown,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    return this.cohorts.perform(context, {
      id: cohortId,
      command: { type: 'close-registration', at: context.at },
      answer: (_, { status }) => ({ status }),
    });
  }
}
