import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { CohortId, MentorshipId, type Side } from '@telemachy/contracts';
import type { Words } from '@telemachy/service-shell';
import {
  Answer,
  Asked,
  Flag,
  notFound,
  OneQuery,
  Operation,
  pageOf,
  PageQuery,
  sidesOf,
  WORDS,
  type Access,
  type Page,
  type Where,
} from '@telemachy/service-shell';
import type { z } from 'zod';
import { MENTORSHIPS, OPEN_PEOPLE, type Mentorships } from '../../tokens.ts';
import { MentorshipView, viewOf, wordsFor } from './mentorship-view.ts';
import type { MentorshipDocument } from './mentorships.projection.ts';
import { ShownStatus, shownToCoordinators, shownToParty } from './shown-status.ts';
import type { OpenPeople } from '../people/open-people.ts';

const ListMentorships = PageQuery.extend({
  cohortId: CohortId.optional(),
  mine: Flag.optional().describe('Only those of the caller; for people who are no coordinators always'),
  status: ShownStatus.optional(),
});
type ListMentorships = z.infer<typeof ListMentorships>;

@Controller('v1/mentorships')
export class MentorshipsController {
  constructor(
    @Inject(MENTORSHIPS) private readonly mentorships: Mentorships,
    @Inject(OPEN_PEOPLE) private readonly people: OpenPeople,
    @Inject(WORDS) private readonly words: Words,
  ) {}

  @Get(':id')
  @Operation('read-mentorship', {
    summary: 'A mentorship: with its agreement for the two people, without their words for coordinators',
    answer: MentorshipView,
  })
  async readMentorship(
    @Param('id', { schema: MentorshipId }) mentorshipId: MentorshipId,
    @Query({ schema: OneQuery }) { atLeast }: OneQuery,
    @Asked() access: Access<Side>,
  ): Promise<Answer> {
    const { tenant } = access.caller;
    const mayBeSeen = (one: MentorshipDocument): boolean => access.may(sidesOf(one, access.person));
    const found = await this.mentorships.find(tenant, mentorshipId, mayBeSeen, atLeast);
    const sides = sidesOf(found, access.person);
    access.permit(sides);
    if (found === undefined) throw notFound();
    const named = await this.people.namesOf(access, [found.mentorId, found.menteeId]);
    const [opened] = await wordsFor(this.words, access, [found]);
    if (opened === undefined) throw notFound();
    const view = viewOf(opened, sides, named);
    return new Answer(200, view, { etag: `"${view.version}"` });
  }

  @Get()
  @Operation('list-mentorships', {
    summary: 'My mentorships; for coordinators all, or those of a cohort',
    answer: pageOf(MentorshipView),
  })
  async listMentorships(
    @Query({ schema: ListMentorships }) { cohortId, mine, status, ...page }: ListMentorships,
    @Asked() access: Access<Side>,
  ): Promise<Page<MentorshipView>> {
    const { tenant } = access.caller;
    const where = { ...this.#mayList(access, { mine, status }), ...(cohortId === undefined ? {} : { cohortId }) };
    const { items, ...rest } = await this.mentorships.page(tenant, where, page);
    const ids = items.flatMap(({ mentorId, menteeId }) => [mentorId, menteeId]);
    const named = await this.people.namesOf(access, ids);
    const opened = await wordsFor(this.words, access, items);
    return { items: opened.map((found) => viewOf(found, sidesOf(found, access.person), named)), ...rest };
  }

  #mayList(access: Access<Side>, { mine, status }: Pick<ListMentorships, 'mine' | 'status'>): Where {
    const coordinates = access.by([]).length > 0;
    if (coordinates && mine !== true) {
      access.permit([]);
      return shownToCoordinators(status, access.person);
    }
    const person = access.self;
    // What is listed is the person's own on one side or the other.
    access.permit(['mentor', 'mentee']);
    return shownToParty(person, status);
  }
}
