import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { CohortId, Instant, MatchRunId, PersonId, ProgramId } from '@telemachy/contracts';
import { ScorePart } from '@telemachy/contracts/matching';
import {
  Answer,
  Asked,
  notFound,
  OneQuery,
  Operation,
  pageOf,
  PageQuery,
  type Access,
  type Page,
} from '@telemachy/service-shell';
import { z } from 'zod';
import {
  MATCH_RUN_PAIRS,
  MATCH_RUN_UNMATCHED,
  MATCH_RUNS,
  MENTORSHIPS,
  PERSONS,
  type MatchRunPairs,
  type MatchRuns,
  type MatchRunUnmatched,
  type Mentorships,
  type Persons,
} from '../../tokens.ts';
import { namesOf } from '../named.ts';
import { entriesPage } from './entries-page.ts';
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
    total: count.optional().describe('Sum of the scores, 10,000 at most a pair'),
    gap: count.optional().describe('0: no better assignment exists'),
    optimal: z.boolean().optional().describe('The gap is 0, and an independent check of the proof says so too'),
    certificateChecked: z.boolean().optional(),
    snapshotHash: z.string().optional(),
    resultHash: z.string().optional(),
    reason: z.string().optional().describe('Why it failed'),
    rematches: z.object({ asked: count, done: count }),
    requestedAt: Instant,
    completedAt: Instant.optional(),
    publishedAt: Instant.optional(),
  })
  .meta({ id: 'MatchRun' });

const viewOf = ({ result, rematchesAsked, rematchesDone, ...run }: MatchRunDocument) =>
  MatchRunView.parse({
    ...run,
    ...result,
    ...(result === undefined ? {} : { optimal: result.gap === 0 && result.certificateChecked }),
    rematches: { asked: rematchesAsked, done: rematchesDone },
  });

const PairView = z
  .object({
    mentorId: PersonId,
    menteeId: PersonId,
    mentor: z.string(),
    mentee: z.string(),
    score: count,
    parts: z.array(ScorePart).describe('Sensitive criteria are merged into "other wishes", or left out'),
  })
  .meta({ id: 'Pair' });
type PairView = z.infer<typeof PairView>;
const UnmatchedView = z
  .object({
    personId: PersonId,
    name: z.string(),
    role: z.enum(['mentor', 'mentee']),
    code: z.string(),
    text: z.string().optional(),
    blockingRule: z.string().optional(),
    smallestChange: z.string().optional(),
  })
  .meta({ id: 'Unmatched' });
type UnmatchedView = z.infer<typeof UnmatchedView>;
type PageQuery = z.infer<typeof PageQuery>;

@Controller('v1/match-runs')
export class MatchRunsController {
  constructor(
    @Inject(MATCH_RUNS) private readonly runs: MatchRuns,
    @Inject(MATCH_RUN_PAIRS) private readonly pairs: MatchRunPairs,
    @Inject(MATCH_RUN_UNMATCHED) private readonly unmatched: MatchRunUnmatched,
    @Inject(MENTORSHIPS) private readonly mentorships: Mentorships,
    @Inject(PERSONS) private readonly persons: Persons,
  ) {}

  @Get(':id')
  @Operation('read-match-run', { summary: 'How far a match run is, and what it came to', answer: MatchRunView })
  async readMatchRun(
    @Param('id', { schema: MatchRunId }) matchRunId: MatchRunId,
    @Query({ schema: OneQuery }) { atLeast }: OneQuery,
    @Asked() access: Access,
  ): Promise<Answer> {
    const run = await this.#run(access.caller.tenant, matchRunId, atLeast);
    return new Answer(200, viewOf(run), { etag: `"${run.version}"` });
  }

  @Get(':id/pairs')
  @Operation('list-pairs', {
    summary: 'Who was brought together, and why; pairs of rematches come last',
    answer: pageOf(PairView),
  })
  async listPairs(
    @Param('id', { schema: MatchRunId }) matchRunId: MatchRunId,
    @Query({ schema: PageQuery }) { atLeast, ...page }: PageQuery,
    @Asked() access: Access,
  ): Promise<Page<PairView>> {
    const { tenant } = access.caller;
    await this.#run(tenant, matchRunId, atLeast);
    const { items, ...rest } = await entriesPage(this.pairs, { tenant, matchRunId }, page);
    const ids = items.flatMap(({ mentorId, menteeId }) => [mentorId, menteeId]);
    const named = await namesOf(this.persons, tenant, ids);
    return {
      items: items.map(({ mentorId, menteeId, score, parts }) => {
        const names = { mentor: named(mentorId).name, mentee: named(menteeId).name };
        return { mentorId, menteeId, ...names, score, parts };
      }),
      ...rest,
    };
  }

  @Get(':id/unmatched')
  @Operation('list-unmatched', {
    summary: 'Who is without a match, and why',
    description: 'Somebody whom a rematch has brought together since is left out, so a page may be shorter than asked.',
    answer: pageOf(UnmatchedView),
  })
  async listUnmatched(
    @Param('id', { schema: MatchRunId }) matchRunId: MatchRunId,
    @Query({ schema: PageQuery }) { atLeast, ...page }: PageQuery,
    @Asked() access: Access,
  ): Promise<Page<UnmatchedView>> {
    const { tenant } = access.caller;
    const { cohortId } = await this.#run(tenant, matchRunId, atLeast);
    const { items, ...rest } = await entriesPage(this.unmatched, { tenant, matchRunId }, page);
    const ids = items.map(({ personId }) => personId);
    const side = { mentor: 'mentorId', mentee: 'menteeId' } as const;
    const since = await this.mentorships.all(tenant, {
      cohortId,
      live: true,
      $or: [{ mentorId: { $in: ids } }, { menteeId: { $in: ids } }],
    });
    const open = items.filter(({ personId, role }) => !since.some((pair) => pair[side[role]] === personId));
    const named = await namesOf(this.persons, tenant, ids);
    return { items: open.map((person) => ({ ...person, name: named(person.personId).name })), ...rest };
  }

  async #run(tenant: string, matchRunId: MatchRunId, atLeast?: string): Promise<MatchRunDocument> {
    const run = await this.runs.find(tenant, matchRunId, atLeast);
    if (run === undefined) throw notFound();
    return run;
  }
}
