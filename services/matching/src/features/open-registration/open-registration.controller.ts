import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { CohortId } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { COHORT_STREAMS, type CohortStreams } from '../../tokens.ts';
import { NoBody } from '../no-body.ts';

@Controller('v1/cohorts')
export class OpenRegistrationController {
  constructor(@Inject(COHORT_STREAMS) private readonly cohorts: CohortStreams) {}

  @Post(':id/open-registration')
  @Operation('open-registration', {
    summary: 'Open registration: people may be imported',
    refusals: ['registration-already-closed', 'cohort-over'],
  })
  async openRegistration(
    @Param('id', { schema: CohortId }) cohortId: CohortId,
    @Body({ schema: NoBody }) _body: unknown,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    return this.cohorts.perform(context, {
      id: cohortId,
      command: { type: 'open-registration', at: context.at },
      answer: (_, { status }) => ({ status }),
    });
  }
}
