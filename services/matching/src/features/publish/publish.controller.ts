import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { MatchRunId } from '@telemachy/contracts';
import { Commanded, notFound, Operation, Problem, type Answer, type CommandContext } from '@telemachy/service-shell';
import type { Handlers } from '../../streams.ts';
import { HANDLERS, MATCH_RUN_STREAMS, type MatchRunStreams } from '../../tokens.ts';
import { launchClaims } from '../launch-claims.ts';
import { NoBody } from '../no-body.ts';
import { cohortRefusals } from '../refusals.ts';

const alreadyLaunched = (): Problem =>
  new Problem(409, 'cohort-already-launched', cohortRefusals['cohort-already-launched'].detail);

@Controller('v1/match-runs')
export class PublishController {
  constructor(
    @Inject(MATCH_RUN_STREAMS) private readonly runs: MatchRunStreams,
    @Inject(HANDLERS) private readonly handlers: Pick<Handlers, 'matchRuns' | 'programs' | 'cohorts'>,
  ) {}

  @Post(':id/publish')
  @Operation('publish', {
    summary: 'Launch the cohort: propose a mentorship to every pair of the run',
    refusals: ['run-not-completed', 'agreement-template-not-set', 'cohort-already-launched'],
  })
  async publish(
    @Param('id', { schema: MatchRunId }) matchRunId: MatchRunId,
    @Body({ schema: NoBody }) _body: unknown,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    await this.#check(context.access.caller.tenant, matchRunId);
    try {
      return await this.runs.perform(context, {
        id: matchRunId,
        command: { type: 'publish-run', at: context.at },
        claims: launchClaims,
      });
    } catch (error) {
      // Another run was published at the same moment: the cohort does not know yet, its claim does.
      throw error instanceof Problem && error.word === 'claim-taken' ? alreadyLaunched() : error;
    }
  }

  async #check(tenant: string, matchRunId: MatchRunId): Promise<void> {
    const { state: run } = await this.handlers.matchRuns.load(tenant, matchRunId);
    if (run.status === 'none') throw notFound();
    const { state: program } = await this.handlers.programs.load(tenant, run.programId);
    if (program.status === 'none' || program.template === undefined) {
      throw new Problem(409, 'agreement-template-not-set', 'The program has no agreement for the pairs to sign yet.');
    }
    const { state: cohort } = await this.handlers.cohorts.load(tenant, run.cohortId);
    if (cohort.status === 'active' && cohort.matchRunId !== matchRunId) {
      throw alreadyLaunched();
    }
  }
}
