import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { CohortId, MatchRunId, type ProgramId, Line } from '@telemachy/contracts';
import { Answer, Commanded, notFound, Operation, Problem, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import type { CohortStatus } from '../../domain/cohort.ts';
import type { Handlers } from '../../streams.ts';
import { HANDLERS, MATCH_RUN_STREAMS, type MatchRunStreams } from '../../tokens.ts';
import { cohortRefusals } from '../refusals.ts';

const RunMatching = z
  .strictObject({
    seed: Line.min(1).max(100).optional().describe('Settles ties by lot: the same seed, the same lots'),
  })
  .meta({ id: 'RunMatching' });
type RunMatching = z.infer<typeof RunMatching>;

/** Why a cohort in this state cannot be matched; `undefined` where it can. */
const refusalOf = (
  status: CohortStatus,
): 'registration-not-closed' | 'cohort-already-launched' | 'cohort-over' | undefined => {
  switch (status) {
    case 'draft':
    case 'registration':
      return 'registration-not-closed';
    case 'matching':
      return undefined;
    case 'active':
      return 'cohort-already-launched';
    case 'closed':
    case 'cancelled':
      return 'cohort-over';
  }
};

@Controller('v1/cohorts')
export class RunMatchingController {
  constructor(
    @Inject(MATCH_RUN_STREAMS) private readonly runs: MatchRunStreams,
    @Inject(HANDLERS) private readonly handlers: Pick<Handlers, 'programs' | 'cohorts' | 'matchRuns'>,
  ) {}

  @Post(':id/run-matching')
  @Operation('run-matching', {
    heavy: true,
    summary: 'Find the best match there is for a cohort',
    description:
      'Answers at once; the match run at `Location` tells how far it is. Nobody is told before it is published.',
    status: 202,
    refusals: ['registration-not-closed', 'cohort-already-launched', 'cohort-over', 'rules-not-set'],
    example: { seed: 'spring-2027' },
  })
  async runMatching(
    @Param('id', { schema: CohortId }) cohortId: CohortId,
    @Body({ schema: RunMatching }) { seed }: RunMatching,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const { tenant } = context.access.caller;
    const matchRunId = MatchRunId.parse(context.createdId('match-run'));
    const { state: run } = await this.handlers.matchRuns.load(tenant, matchRunId);
    // A retry gets its first answer, whatever has become of the cohort since.
    const { programId, policyVersion } = run.status === 'none' ? await this.#rulesFor(tenant, cohortId) : run;
    const { body, headers } = await this.runs.perform(context, {
      id: matchRunId,
      creates: true,
      command: {
        type: 'request-run',
        matchRunId,
        cohortId,
        programId,
        policyVersion,
        seed: seed ?? matchRunId,
        at: context.at,
      },
    });
    return new Answer(202, body, headers);
  }

  /** The rules that a cohort would be matched by now. @throws Problem 404, or 409 where it cannot be matched */
  async #rulesFor(tenant: string, cohortId: CohortId): Promise<{ programId: ProgramId; policyVersion: number }> {
    const { state: cohort } = await this.handlers.cohorts.load(tenant, cohortId);
    if (cohort.status === 'none') throw notFound();
    const refusal = refusalOf(cohort.status);
    if (refusal !== undefined)
      throw new Problem(cohortRefusals[refusal].status, refusal, cohortRefusals[refusal].detail);
    const { programId } = cohort;
    const { state: program } = await this.handlers.programs.load(tenant, programId);
    const policyVersion = program.status === 'none' ? 0 : program.policies.length;
    if (policyVersion === 0) throw new Problem(409, 'rules-not-set', 'The program has no rules to match by yet.');
    return { programId, policyVersion };
  }
}
