import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { MatchRunId, PersonId } from '@telemachy/contracts';
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
import {
  MATCH_RUN_UNMATCHED,
  MATCH_RUNS,
  MENTORSHIPS,
  OPEN_PEOPLE,
  type MatchRunUnmatched,
  type MatchRuns,
  type Mentorships,
} from '../../tokens.ts';
import { entriesPage } from './entries-page.ts';
import type { OpenPeople } from '../people/open-people.ts';

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
export class MatchRunUnmatchedController {
  constructor(
    @Inject(MATCH_RUNS) private readonly runs: MatchRuns,
    @Inject(MATCH_RUN_UNMATCHED) private readonly unmatched: MatchRunUnmatched,
    @Inject(MENTORSHIPS) private readonly mentorships: Mentorships,
    @Inject(OPEN_PEOPLE) private readonly people: OpenPeople,
  ) {}

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
    const run = await this.runs.find(tenant, matchRunId, bySomeone, atLeast);
    if (run === undefined) throw notFound();
    const { items, ...rest } = await entriesPage(this.unmatched, { tenant, matchRunId, upTo: run.unmatchedUpTo }, page);
    const ids = items.map(({ personId }) => personId);
    const side = { mentor: 'mentorId', mentee: 'menteeId' } as const;
    const since = await this.mentorships.all(tenant, {
      cohortId: run.cohortId,
      live: true,
      $or: [{ mentorId: { $in: ids } }, { menteeId: { $in: ids } }],
    });
    const open = items.filter(({ personId, role }) => !since.some((pair) => pair[side[role]] === personId));
    const named = await this.people.namesOf(access, ids);
    return { items: open.map((person) => ({ ...person, name: named(person.personId).name })), ...rest };
  }
}
