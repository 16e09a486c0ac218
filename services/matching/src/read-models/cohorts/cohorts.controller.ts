import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { CohortId, LocalDate, MatchRunId, ProgramId } from '@telemachy/contracts';
import {
  bySomeone,
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
import { COHORTS, type Cohorts } from '../../tokens.ts';

const CohortView = z
  .object({
    cohortId: CohortId,
    version: z.int(),
    programId: ProgramId,
    name: z.string(),
    startsOn: LocalDate,
    endsOn: LocalDate,
    status: z.enum(['draft', 'registration', 'matching', 'active', 'closed', 'cancelled']),
    matchRunId: MatchRunId.optional().describe('The run it was launched with'),
  })
  .meta({ id: 'Cohort' });
type CohortView = z.infer<typeof CohortView>;
const ListCohorts = PageQuery.extend({ programId: ProgramId.optional() });
type ListCohorts = z.infer<typeof ListCohorts>;

@Controller('v1/cohorts')
export class CohortsController {
  constructor(@Inject(COHORTS) private readonly cohorts: Cohorts) {}

  @Get(':id')
  @Operation('read-cohort', { summary: 'A cohort and where it stands', answer: CohortView })
  async readCohort(
    @Param('id', { schema: CohortId }) cohortId: CohortId,
    @Query({ schema: OneQuery }) { atLeast }: OneQuery,
    @Asked() access: Access,
  ): Promise<Answer> {
    const cohort = await this.cohorts.find(access.caller.tenant, cohortId, bySomeone, atLeast);
    if (cohort === undefined) throw notFound();
    return new Answer(200, CohortView.parse(cohort), { etag: `"${cohort.version}"` });
  }

  @Get()
  @Operation('list-cohorts', {
    summary: 'The cohorts of the organization, or of one program',
    answer: pageOf(CohortView),
  })
  async listCohorts(
    @Query({ schema: ListCohorts }) { programId, ...page }: ListCohorts,
    @Asked() access: Access,
  ): Promise<Page<CohortView>> {
    const where = programId === undefined ? {} : { programId };
    const { items, ...rest } = await this.cohorts.page(access.caller.tenant, where, page);
    return { items: items.map((cohort) => CohortView.parse(cohort)), ...rest };
  }
}
