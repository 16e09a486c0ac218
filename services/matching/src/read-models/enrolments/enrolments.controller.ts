import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { CohortId, EnrolmentId, PersonId, Side, type Opened } from '@telemachy/contracts';
import { Attributes } from '@telemachy/contracts/matching';
import {
  bySomeone,
  Asked,
  notFound,
  occasionOf,
  Operation,
  pageOf,
  PageQuery,
  WORDS,
  type Access,
  type Page,
  type Words,
} from '@telemachy/service-shell';
import { z } from 'zod';
import { COHORTS, ENROLMENTS, OPEN_PEOPLE, type Cohorts, type Enrolments } from '../../tokens.ts';
import type { Purpose } from '../../purposes.ts';
import { nameOf } from '../named.ts';
import type { EnrolmentDocument } from './enrolments.projection.ts';
import type { OpenPeople, OpenPerson } from '../people/open-people.ts';

const EnrolmentView = z
  .object({
    enrolmentId: EnrolmentId,
    personId: PersonId,
    name: z.string(),
    roles: z.array(Side),
    capacity: z.int().nonnegative().describe('How many mentees as a mentor'),
    withdrawn: z.boolean(),
    attributes: Attributes.describe('HR facts and answers; sensitive answers are seen by their author alone'),
  })
  .meta({ id: 'Enrolment' });
type EnrolmentView = z.infer<typeof EnrolmentView>;
const show: Purpose = 'show';
const ListEnrolments = PageQuery.extend({ role: Side.optional() });
type ListEnrolments = z.infer<typeof ListEnrolments>;

const viewOf = ({ parts, ...enrolment }: Opened<EnrolmentDocument>, person: OpenPerson | undefined): EnrolmentView =>
  EnrolmentView.parse({
    ...enrolment,
    name: person === undefined ? '' : nameOf(person),
    roles: Side.options.filter((role) => parts[role] !== undefined),
    capacity: parts.mentor?.capacity ?? 0,
    attributes: { ...person?.attributes, ...parts.mentee?.answers, ...parts.mentor?.answers },
  });

@Controller('v1/cohorts')
export class EnrolmentsController {
  constructor(
    @Inject(COHORTS) private readonly cohorts: Cohorts,
    @Inject(ENROLMENTS) private readonly enrolments: Enrolments,
    @Inject(OPEN_PEOPLE) private readonly people: OpenPeople,
    @Inject(WORDS) private readonly words: Words,
  ) {}

  @Get(':id/enrolments')
  @Operation('list-enrolments', { summary: 'Who takes part in a cohort, and as what', answer: pageOf(EnrolmentView) })
  async listEnrolments(
    @Param('id', { schema: CohortId }) cohortId: CohortId,
    @Query({ schema: ListEnrolments }) { role, ...page }: ListEnrolments,
    @Asked() access: Access,
  ): Promise<Page<EnrolmentView>> {
    const { tenant } = access.caller;
    if ((await this.cohorts.find(tenant, cohortId, bySomeone)) === undefined) throw notFound();
    const where = { cohortId, ...(role === undefined ? {} : { [`parts.${role}`]: { $exists: true } }) };
    const { items, ...rest } = await this.enrolments.page(tenant, where, page);
    const people = await this.people.byId(
      access,
      items.map(({ personId }) => personId),
    );
    const opened = await this.words.openForPurpose(show, occasionOf(access), items);
    return { items: opened.map((enrolment) => viewOf(enrolment, people.get(enrolment.personId))), ...rest };
  }
}
