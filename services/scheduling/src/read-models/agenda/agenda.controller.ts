import { Controller, Get, Inject, Query } from '@nestjs/common';
import { PersonId } from '@telemachy/contracts';
import type { Words } from '@telemachy/service-shell';
import { Asked, Operation, pageOf, PageQuery, sidesOf, WORDS, type Access } from '@telemachy/service-shell';
import { z } from 'zod';
import { instantOf, labelled, millisecondsOf } from '../../domain/wall-clock.ts';
import { KNOWN_AVAILABILITIES, KNOWN_MEETINGS, type KnownAvailabilities, type KnownMeetings } from '../../tokens.ts';
import { MeetingForParties, meetingsForParty } from '../meetings/meeting-view.ts';
import { ownTimes } from '../availability/open-availability.ts';
import { rangeOf, rangeQuery } from '../range-query.ts';

const AgendaQuery = PageQuery.extend(rangeQuery);
type AgendaQuery = z.infer<typeof AgendaQuery>;

const Agenda = pageOf(
  MeetingForParties.extend({
    role: z.enum(['mentor', 'mentee']),
    withId: PersonId,
    local: z.string().optional().describe("The start on the reader's own clock, where they have said their zone"),
  }),
).meta({ id: 'Agenda' });
type Agenda = z.infer<typeof Agenda>;
const defaultDays = 60;

@Controller('v1/agenda')
export class AgendaController {
  constructor(
    @Inject(KNOWN_MEETINGS) private readonly meetings: KnownMeetings,
    @Inject(KNOWN_AVAILABILITIES) private readonly availabilities: KnownAvailabilities,
    @Inject(WORDS) private readonly words: Words,
  ) {}

  @Get()
  @Operation('read-agenda', { summary: "One's own meetings that start in a range, by time", answer: Agenda })
  async readAgenda(@Query({ schema: AgendaQuery }) query: AgendaQuery, @Asked() access: Access): Promise<Agenda> {
    const { tenant } = access.caller;
    const { self } = access;
    const { from, to } = rangeOf(query, new Date().toISOString(), defaultDays);
    const where = { people: self, startsAt: { $gte: instantOf(from), $lt: instantOf(to) } };
    const [found, said] = await Promise.all([
      this.meetings.page(tenant, where, query, { field: 'startsAt' }),
      this.availabilities.peek(tenant, self),
    ]);
    const meetings = await meetingsForParty(this.words, access, found.items);
    const availability = said && (await ownTimes(this.words, access, said));
    const items = meetings.map((meeting) => {
      const [role] = sidesOf(meeting, self);
      const withId = role === 'mentor' ? meeting.menteeId : meeting.mentorId;
      const local = availability && { local: labelled(millisecondsOf(meeting.startsAt), availability.zone) };
      return { ...meeting, role, withId, ...local };
    });
    return Agenda.parse({ ...found, items });
  }
}
