import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { CohortId, Instant, MatchRunId, MentorshipId, ProgramId } from '@telemachy/contracts';
import { bySomeone, Answer, Asked, notFound, OneQuery, Operation, type Access } from '@telemachy/service-shell';
import { z } from 'zod';
import { MATCH_RUNS, type MatchRuns } from '../../tokens.ts';
import { wordsOf } from './fault-words.ts';
import type { MatchRunDocument } from './match-runs.projection.ts';

const count = z.int().nonnegative();
const MatchRunView = z
  .object({
    matchRunId: MatchRunId,
    cohortId: CohortId,
    programId: ProgramId,
    version: z.int(),
    state: z.enum(['running', 'completed', 'failed', 'published']),
    policyVersion: z.int(),
    seed: z.string(),
    mentors: count.optional(),
    mentees: count.optional(),
    matched: count.optional().describe('Mentees with a mentor'),
    total: count
      .optional()
      .describe(
        'Sum of the pairs’ scores, 10,000 at most each. Points of sensitive wishes are left out where `withheld` says so: of two runs the one with the lower total may be the better match',
      ),
    withheld: z
      .boolean()
      .optional()
      .describe(
        'True: the optimum also counted points of sensitive wishes, which are in no total, score or part. How many is told to nobody',
      ),
    gap: count.optional().describe('0: no better assignment exists'),
    optimal: z.boolean().optional().describe('The gap is 0, and an independent check of the proof says so too'),
    certificateChecked: z.boolean().optional(),
    snapshotHash: z
      .string()
      .optional()
      .describe(
        'Of the people, HR facts and answers the run read, without sensitive answers: equal where all of these are. Keyed by the organization',
      ),
    resultHash: z
      .string()
      .optional()
      .describe(
        'Of that, the rules, the seed and the result as it is shown: a run that is made again has the same. Keyed by the organization',
      ),
    reason: z.string().optional().describe('Why it failed'),
    text: z.string().optional().describe('What that means, and what to do'),
    rematches: z.object({
      asked: count,
      done: count,
      failed: z.array(z.object({ mentorshipId: MentorshipId, reason: z.string(), text: z.string() })),
    }),
    requestedAt: Instant,
    completedAt: Instant.optional(),
    publishedAt: Instant.optional(),
  })
  .meta({ id: 'MatchRun' });
type MatchRunView = z.infer<typeof MatchRunView>;

const resultOf = (result: MatchRunDocument['result']) => {
  if (result === undefined) return {};
  const { openTotal: total, openSnapshotHash: snapshotHash, openResultHash: resultHash, ...rest } = result;
  return { ...rest, total, snapshotHash, resultHash, optimal: rest.gap === 0 && rest.certificateChecked };
};

export const viewOf = ({
  result,
  rematchesAsked: asked,
  rematchesDone: done,
  rematchesFailed,
  ...run
}: MatchRunDocument): MatchRunView =>
  MatchRunView.parse({
    ...run,
    ...resultOf(result),
    ...(run.reason === undefined ? {} : { text: wordsOf('run', run.reason) }),
    rematches: {
      asked,
      done,
      failed: rematchesFailed.map((one) => ({ ...one, text: wordsOf('rematch', one.reason) })),
    },
  });

@Controller('v1/match-runs')
export class MatchRunsController {
  constructor(@Inject(MATCH_RUNS) private readonly runs: MatchRuns) {}

  @Get(':id')
  @Operation('read-match-run', { summary: 'How far a match run is, and what it came to', answer: MatchRunView })
  async readMatchRun(
    @Param('id', { schema: MatchRunId }) matchRunId: MatchRunId,
    @Query({ schema: OneQuery }) { atLeast }: OneQuery,
    @Asked() access: Access,
  ): Promise<Answer> {
    const run = await this.runs.find(access.caller.tenant, matchRunId, bySomeone, atLeast);
    if (run === undefined) throw notFound();
    return new Answer(200, viewOf(run), { etag: `"${run.version}"` });
  }
}
