import { Controller, Get, Inject, Param } from '@nestjs/common';
import { CohortId, EnrolmentId, PersonId, Side } from '@telemachy/contracts';
import { Attributes } from '@telemachy/contracts/matching';
import { bySomeone, Asked, notFound, Operation, type Access } from '@telemachy/service-shell';
import { z } from 'zod';
import type { Relation } from '../../policy.ts';
import { ENROLMENTS, MENTORSHIPS, PERSONS, type Enrolments, type Mentorships, type Persons } from '../../tokens.ts';
import { partnersOf } from '../mentorships/shown-status.ts';
import { NamedPerson, nameOf } from '../named.ts';

const PersonForCoordinators = NamedPerson.extend({
  email: z.string().optional(),
  employeeId: z.string().optional(),
  attributes: Attributes,
}).meta({ id: 'Person' });
const PersonView = z.union([PersonForCoordinators, NamedPerson]);
type PersonView = z.infer<typeof PersonView>;

const Me = PersonForCoordinators.extend({
  enrolments: z.array(z.object({ enrolmentId: EnrolmentId, cohortId: CohortId, roles: z.array(Side) })),
}).meta({ id: 'Me' });
type Me = z.infer<typeof Me>;

@Controller('v1/people')
export class PeopleController {
  constructor(
    @Inject(PERSONS) private readonly persons: Persons,
    @Inject(ENROLMENTS) private readonly enrolments: Enrolments,
    @Inject(MENTORSHIPS) private readonly mentorships: Mentorships,
  ) {}

  @Get('me')
  @Operation('read-me', { summary: 'Who the organization says I am, and where I take part', answer: Me })
  async readMe(@Asked() access: Access<Relation>): Promise<Me> {
    const { tenant } = access.caller;
    const personId = access.self;
    const person = await this.persons.find(tenant, personId, bySomeone);
    if (person === undefined) throw notFound();
    const mine = await this.enrolments.all(tenant, { personId });
    return Me.parse({
      ...person,
      name: nameOf(person),
      enrolments: mine.map(({ enrolmentId, cohortId, parts }) => ({
        enrolmentId,
        cohortId,
        roles: Side.options.filter((role) => parts[role] !== undefined),
      })),
    });
  }

  @Get(':id')
  @Operation('read-person', {
    summary: 'A person: name for a partner, HR facts for oneself and coordinators',
    answer: PersonView,
  })
  async readPerson(
    @Param('id', { schema: PersonId }) personId: PersonId,
    @Asked() access: Access<Relation>,
  ): Promise<PersonView> {
    const { tenant } = access.caller;
    const grantedBy = access.permit(await this.#relations(tenant, personId, access.person));
    const person = await this.persons.find(tenant, personId, bySomeone);
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
