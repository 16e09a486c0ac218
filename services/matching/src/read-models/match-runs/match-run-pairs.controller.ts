import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { MatchRunId, PersonId } from '@telemachy/contracts';
import { ScorePart } from '@telemachy/contracts/matching';
import {
  bySomeone,
  Asked,
  notFound,
  Operation,
  pageOf,
  PageQuery,
  type Access,
  type Page,
} from '@telemachy/service-shell';
import { z } from 'zod';
import { MATCH_RUN_PAIRS, MATCH_RUNS, OPEN_PEOPLE, type MatchRunPairs, type MatchRuns } from '../../tokens.ts';
import { entriesPage } from './entries-page.ts';
import type { OpenPeople } from '../people/open-people.ts';

const PairView = z
  .object({
    mentorId: PersonId,
    menteeId: PersonId,
    mentor: z.string(),
    mentee: z.string(),
    score: z.int().nonnegative().describe('The sum of the parts'),
    withheld: z
      .boolean()
      .describe('True: the match also counted points of sensitive wishes, which are in neither score nor parts'),
    parts: z.array(ScorePart).describe('They add up to the score'),
  })
  .meta({ id: 'Pair' });
type PairView = z.infer<typeof PairView>;
type PageQuery = z.infer<typeof PageQuery>;

@Controller('v1/match-runs')
export class MatchRunPairsController {
  constructor(
    @Inject(MATCH_RUNS) private readonly runs: MatchRuns,
    @Inject(MATCH_RUN_PAIRS) private readonly pairs: MatchRunPairs,
    @Inject(OPEN_PEOPLE) private readonly people: OpenPeople,
  ) {}

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
    const run = await this.runs.find(tenant, matchRunId, bySomeone, atLeast);
    if (run === undefined) throw notFound();
    const { items, ...rest } = await entriesPage(this.pairs, { tenant, matchRunId, upTo: run.pairsUpTo }, page);
    const ids = items.flatMap(({ mentorId, menteeId }) => [mentorId, menteeId]);
    const withheld = run.result?.withheld ?? false;
    const named = await this.people.namesOf(access, ids);
    return {
      items: items.map(({ mentorId, menteeId, score, parts }) => {
        const names = { mentor: named(mentorId).name, mentee: named(menteeId).name };
        return { mentorId, menteeId, ...names, score, withheld, parts };
      }),
      ...rest,
    };
  }
}
