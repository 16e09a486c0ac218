import { Body, Controller, Inject, Post } from '@nestjs/common';
import { CohortId, LocalDate, ProgramId, Line } from '@telemachy/contracts';
import { Commanded, dayIn, notFound, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import type { Handlers } from '../../streams.ts';
import { COHORT_STREAMS, HANDLERS, type CohortStreams } from '../../tokens.ts';

const DraftCohort = z
  .strictObject({
    programId: ProgramId,
    name: Line.min(1).max(200),
    startsOn: LocalDate,
    endsOn: LocalDate.describe('The last day'),
  })
  .meta({ id: 'DraftCohort' });
type DraftCohort = z.infer<typeof DraftCohort>;

@Controller('v1/cohorts')
export class DraftCohortController {
  constructor(
    @Inject(COHORT_STREAMS) private readonly cohorts: CohortStreams,
    @Inject(HANDLERS) private readonly handlers: Pick<Handlers, 'programs'>,
  ) {}

  @Post()
  @Operation('draft-cohort', {
    summary: 'Draft one dated run of a program',
    status: 201,
    refusals: ['cohort-ends-before-it-starts'],
    example: (at) => ({
      programId: '0b7d6a52-58a1-5c3e-9a5e-3b8e5a1f0c11',
      name: 'The first one',
      startsOn: dayIn(at, 30),
      endsOn: dayIn(at, 210),
    }),
  })
  async draftCohort(
    @Body({ schema: DraftCohort }) body: DraftCohort,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const program = await this.handlers.programs.load(context.access.caller.tenant, body.programId);
    if (program.state.status === 'none') throw notFound();
    const cohortId = CohortId.parse(context.createdId('cohort'));
    return this.cohorts.perform(context, {
      id: cohortId,
      creates: true,
      command: { type: 'draft-cohort', cohortId, ...body, at: context.at },
      answer: (_, { status }) => ({ status }),
    });
  }
}
