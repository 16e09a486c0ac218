import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { CohortId, EnrolmentId, PersonId, Side } from '@telemachy/contracts';
import { Attributes } from '@telemachy/contracts/matching';
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
import { COHORTS, ENROLMENTS, PERSONS, type Cohorts, type Enrolments, type Persons } from '../../tokens.ts';
import { nameOf, peopleById } from '../named.ts';
import type { PersonDocument } from '../people/people.projection.ts';
import type { EnrolmentDocument } from './enrolments.projection.ts';

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
const ListEnrolments = PageQuery.extend({ role: Side.optional() });
type ListEnrolments = z.infer<typeof ListEnrolments>;

const viewOf = ({ parts, ...enrolment }: EnrolmentDocument, person: PersonDocument | undefined): EnrolmentView =>
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
    @Inject(PERSONS) private readonly persons: Persons,
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
    const people = await peopleById(
      this.persons,
      tenant,
      items.map(({ personId }) => personId),
    );
    return { items: items.map((enrolment) => viewOf(enrolment, people.get(enrolment.personId))), ...rest };
  }
}
