import type { Process } from '@telemachy/kernel';
import type { PersonId } from '@telemachy/contracts';
import type { MeetingFact } from '@telemachy/contracts/scheduling';
import { isBefore, plus } from '../../domain/instant.ts';
import type { ConsiderMessage } from '../../domain/message.ts';
import { consider, sides } from '../../domain/notice.ts';
import type { MessageIdOf, Notice } from '../../domain/notice.ts';
import type { TemplateName } from '../../domain/templates.ts';

type State = { readonly startsAt?: string; readonly endsAt?: string };
type Told = Omit<Notice, 'recipientId' | 'template'> & {
  readonly template: TemplateName;
  readonly byYou: TemplateName;
};

/** A change of a meeting that begins within a day of hearing so reaches people whatever their settings are. */
const within24Hours = (changedAt: string, startsAt: string | undefined): boolean =>
  startsAt !== undefined && isBefore(startsAt, plus(changedAt, { hours: 24 }));

const told = (event: MeetingFact, before: State): Told => {
  switch (event.type) {
    case 'scheduling.meeting-booked.v1': {
      const { startsAt, endsAt, medium } = event.data;
      const about = { startsAt, endsAt, medium };
      return { template: 'meeting-booked', byYou: 'meeting-booked-by-you', about, worthlessAfterAt: startsAt };
    }
    case 'scheduling.meeting-moved.v1': {
      const { startsAt, endsAt, movedAt } = event.data;
      const about = {
        startsAt,
        endsAt,
        ...(before.startsAt === undefined ? {} : { previousStartsAt: before.startsAt }),
      };
      const urgent = within24Hours(movedAt, startsAt) || within24Hours(movedAt, before.startsAt);
      return { template: 'meeting-moved', byYou: 'meeting-moved-by-you', about, worthlessAfterAt: startsAt, urgent };
    }
    case 'scheduling.meeting-cancelled.v1': {
      const { cancelledAt, reasonCode } = event.data;
      const worth = before.startsAt === undefined ? {} : { worthlessAfterAt: before.startsAt };
      const urgent = within24Hours(cancelledAt, before.startsAt);
      const about = { reasonCode, ...before };
      return { template: 'meeting-cancelled', byYou: 'meeting-cancelled-by-you', about, ...worth, urgent };
    }
  }
};

const whoDid = (event: MeetingFact): PersonId | 'program' => {
  switch (event.type) {
    case 'scheduling.meeting-booked.v1':
      return event.data.bookedBy;
    case 'scheduling.meeting-moved.v1':
      return event.data.movedBy;
    case 'scheduling.meeting-cancelled.v1':
      return event.data.cancelledBy;
  }
};

const noticesOf = (event: MeetingFact, before: State): readonly Notice[] => {
  const { template, byYou, about, ...rest } = told(event, before);
  const { meetingId, mentorshipId } = event.data;
  return Object.values(sides(event.data)).map(({ id, partner }) => ({
    recipientId: id,
    template: id === whoDid(event) ? byYou : template,
    about: { meetingId, mentorshipId, ...partner, ...about },
    ...rest,
  }));
};

/** Both people hear when a meeting is booked, moved or cancelled; whoever did it gets the date in writing. */
export const tellOfMeetings = (messageIdOf: MessageIdOf): Process<State, MeetingFact, ConsiderMessage> => ({
  name: 'tell-of-meetings',
  version: 1,
  hears: ['scheduling.meeting-booked.v1', 'scheduling.meeting-moved.v1', 'scheduling.meeting-cancelled.v1'],
  correlate: ({ event }) => event.data.meetingId,
  initial: {},
  react: (fact, state) => consider(messageIdOf, fact, noticesOf(fact.event, state)),
  evolve: (state, { event }) => {
    switch (event.type) {
      case 'scheduling.meeting-booked.v1':
      case 'scheduling.meeting-moved.v1':
        return { startsAt: event.data.startsAt, endsAt: event.data.endsAt };
      case 'scheduling.meeting-cancelled.v1':
        return state;
    }
  },
});
