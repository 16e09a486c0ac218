import type { Process, Reaction } from '@telemachy/kernel';
import type { MeetingFact } from '@telemachy/contracts/scheduling';
import { isBefore, isSame, minus } from '../../domain/instant.ts';
import type { ConsiderMessage } from '../../domain/message.ts';
import { consider, sides } from '../../domain/notice.ts';
import type { MessageIdOf, Notice } from '../../domain/notice.ts';
import type { TimerFired } from '../../domain/timer.ts';

const name = 'remind-of-meetings';
const dayBefore = '24h-before';

type Booked = Extract<MeetingFact, { type: 'scheduling.meeting-booked.v1' }>['data'];
type State =
  | { readonly status: 'none' }
  | ({ readonly status: 'planned' } & Pick<
      Booked,
      'meetingId' | 'mentorshipId' | 'mentorId' | 'menteeId' | 'startsAt' | 'endsAt'
    >);

const reminderAt = (startsAt: string): string => minus(startsAt, { hours: 24 });

/** Fixed less than a day ahead it was just spoken of: no reminder, and none that was planned for another time. */
const remind = (startsAt: string, fixedAt: string): Reaction<ConsiderMessage> => {
  const dueAt = reminderAt(startsAt);
  return isBefore(dueAt, fixedAt)
    ? { kind: 'cancel-timer', name: dayBefore }
    : { kind: 'timer', name: dayBefore, dueAt };
};

const noticesOf = (state: State): readonly Notice[] => {
  if (state.status === 'none') return [];
  const { meetingId, mentorshipId, startsAt, endsAt } = state;
  return Object.values(sides(state)).map(({ id, partner }) => ({
    recipientId: id,
    template: 'meeting-reminder',
    about: { meetingId, mentorshipId, ...partner, startsAt, endsAt },
    worthlessAfterAt: startsAt,
  }));
};

/** Both people are reminded 24 hours before a meeting; the reminder moves and falls away with the meeting. */
export const remindOfMeetings = (
  messageIdOf: MessageIdOf,
): Process<State, MeetingFact | TimerFired, ConsiderMessage> => ({
  name,
  version: 1,
  hears: [
    'scheduling.meeting-booked.v1',
    'scheduling.meeting-moved.v1',
    'scheduling.meeting-cancelled.v1',
    'notification.timer-fired.v1',
  ],
  correlate: ({ event }) => {
    if (event.type !== 'notification.timer-fired.v1') return event.data.meetingId;
    return event.data.process === name ? event.data.instance : undefined;
  },
  initial: { status: 'none' },
  react: (fact, state) => {
    const { event } = fact;
    switch (event.type) {
      case 'scheduling.meeting-booked.v1':
        return [remind(event.data.startsAt, event.data.bookedAt)].filter(({ kind }) => kind === 'timer');
      case 'scheduling.meeting-moved.v1':
        return [remind(event.data.startsAt, event.data.movedAt)];
      case 'scheduling.meeting-cancelled.v1':
        return [{ kind: 'cancel-timer', name: dayBefore }];
      case 'notification.timer-fired.v1': {
        // A timer that fired while the meeting was being moved belongs to a time that is no more.
        const current = state.status === 'planned' && isSame(reminderAt(state.startsAt), event.data.dueAt);
        return current ? consider(messageIdOf, fact, noticesOf(state)) : [];
      }
    }
  },
  evolve: (state, { event }) => {
    switch (event.type) {
      case 'scheduling.meeting-booked.v1': {
        const { meetingId, mentorshipId, mentorId, menteeId, startsAt, endsAt } = event.data;
        return { status: 'planned', meetingId, mentorshipId, mentorId, menteeId, startsAt, endsAt };
      }
      case 'scheduling.meeting-moved.v1':
        return state.status === 'none' ? state : { ...state, startsAt: event.data.startsAt, endsAt: event.data.endsAt };
      case 'scheduling.meeting-cancelled.v1':
        return { status: 'none' };
      case 'notification.timer-fired.v1':
        return state;
    }
  },
});
