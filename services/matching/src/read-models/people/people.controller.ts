import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { CohortId, EnrolmentId, PersonId, Side } from '@telemachy/contracts';
import { Attributes } from '@telemachy/contracts/matching';
import { Asked, notFound, OneQuery, Operation, type Access } from '@telemachy/service-shell';
import { z } from 'zod';
import type { Relation } from '../../policy.ts';
import { MENTORSHIPS, OWN_ENROLMENTS, OPEN_PEOPLE, type Mentorships } from '../../tokens.ts';
import { partnersOf } from '../mentorships/shown-status.ts';
import { NamedPerson, nameOf } from '../named.ts';
import type { OwnEnrolment, OwnEnrolments } from './own-enrolments.ts';
import type { OpenPeople } from './open-people.ts';

const PersonForCoordinators = NamedPerson.extend({
  email: z.string().optional(),
  employeeId: z.string().optional(),
  attributes: Attributes,
}).meta({ id: 'Person' });
const PersonView = z.union([PersonForCoordinators, NamedPerson]);
type PersonView = z.infer<typeof PersonView>;

const OwnPart = z.object({
  capacity: z.int().nonnegative(),
  answers: Attributes.describe('Coordinators see them as well'),
  sensitiveAnswers: Attributes.describe('You alone see them; a match run reads them and shows them to nobody'),
});
const Me = PersonForCoordinators.extend({
  enrolments: z.array(
    z.object({
      enrolmentId: EnrolmentId,
      cohortId: CohortId,
      roles: z.array(Side),
      parts: z
        .object({ mentor: OwnPart.optional(), mentee: OwnPart.optional() })
        .describe('What I bring into each role: my own answers, as they came in'),
    }),
  ),
}).meta({ id: 'Me' });
type Me = z.infer<typeof Me>;

const ownEnrolment = ({ enrolment, sensitive }: OwnEnrolment): Me['enrolments'][number] => {
  const { enrolmentId, cohortId, parts } = enrolment;
  const own = (role: Side) => {
    const part = parts[role];
    if (part === undefined) return {};
    const { capacity, answers = {} } = part;
    return { [role]: { capacity, answers, sensitiveAnswers: sensitive[role] ?? {} } };
  };
  const roles = Side.options.filter((role) => parts[role] !== undefined);
  return { enrolmentId, cohortId, roles, parts: { ...own('mentor'), ...own('mentee') } };
};

@Controller('v1/people')
export class PeopleController {
  constructor(
    @Inject(OPEN_PEOPLE) private readonly people: OpenPeople,
    @Inject(OWN_ENROLMENTS) private readonly ownEnrolments: OwnEnrolments,
    @Inject(MENTORSHIPS) private readonly mentorships: Mentorships,
  ) {}

  @Get('me')
  @Operation('read-me', {
    summary: 'Who the organization says I am, where I take part, and all that I answered',
    answer: Me,
  })
  async readMe(@Asked() access: Access<Relation>): Promise<Me> {
    const personId = access.self;
    const person = await this.people.find(access, personId);
    if (person === undefined) throw notFound();
    const mine = await this.ownEnrolments(access);
    return Me.parse({ ...person, name: nameOf(person), enrolments: mine.map(ownEnrolment) });
  }

  @Get(':id')
  @Operation('read-person', {
    summary: 'A person: name for a partner, HR facts for oneself and coordinators',
    answer: PersonView,
  })
  async readPerson(
    @Param('id', { schema: PersonId }) personId: PersonId,
    @Query({ schema: OneQuery }) { atLeast }: OneQuery,
    @Asked() access: Access<Relation>,
  ): Promise<PersonView> {
    const { tenant } = access.caller;
    const grantedBy = access.permit(await this.#relations(tenant, personId, access.person));
    const person = await this.people.find(access, personId, atLeast);
    if (person === undefined) throw notFound();
    const whole = grantedBy.some((by) => by !== 'partner');
    return (whole ? PersonForCoordinators : NamedPerson).parse({ ...person, name: nameOf(person) });
  }

  async #relations(tenant: string, personId: PersonId, caller: PersonId | undefined): Promise<readonly Relation[]> {
    if (caller === undefined) return [];
    if (caller === personId) return ['self'];
    const shared = await this.mentorships.all(tenant, partnersOf(caller, personId));
    return shared.length > 0 ? ['partner'] : [];
  }
}
