import type { MeetingId, MentorshipId, PersonId } from '@telemachy/contracts';
import type { MeetingFact } from '@telemachy/contracts/scheduling';
import type { Decider } from '@telemachy/kernel';
import { accept, refuse } from '@telemachy/kernel';
import type { Interval } from './interval.ts';
import { minute } from './interval.ts';
import type { MeetingRules } from './meeting-rules.ts';
import type { Availabilities, TimeRefusal } from './slots.ts';
import { refusalOfTime } from './slots.ts';
import { instantOf, millisecondsOf } from './wall-clock.ts';

type Booked = Extract<MeetingFact, { type: 'scheduling.meeting-booked.v1' }>['data'];
type Cancelled = Extract<MeetingFact, { type: 'scheduling.meeting-cancelled.v1' }>['data'];

/** What is known around the meeting at the moment of asking. That a time is free is not known here: the ledger decides it. */
export type Setting = Availabilities & { readonly mentorshipActive: boolean; readonly rules: MeetingRules };

export type BookMeeting = {
  readonly type: 'book-meeting';
  readonly meetingId: MeetingId;
  readonly mentorshipId: MentorshipId;
  readonly mentorId: PersonId;
  readonly menteeId: PersonId;
  readonly startsAt: string;
  readonly minutes: number;
  readonly medium: Booked['medium'];
  readonly agenda: string;
  readonly setting: Setting;
  readonly by: PersonId;
  readonly at: string;
};
export type MoveMeeting = {
  readonly type: 'move-meeting';
  readonly startsAt: string;
  /** As long as before where absent. */
  readonly minutes?: number | undefined;
  readonly reason: string;
  readonly setting: Setting;
  readonly by: PersonId;
  readonly at: string;
};
export type CancelMeeting = {
  readonly type: 'cancel-meeting';
  readonly reasonCode: Cancelled['reasonCode'];
  readonly reason: string;
  readonly by: Cancelled['cancelledBy'];
  readonly at: string;
};
export type MeetingCommand = BookMeeting | MoveMeeting | CancelMeeting;

export type MeetingRefusal =
  | TimeRefusal
  | 'mentorship-not-active'
  | 'meeting-already-booked'
  | 'meeting-not-booked'
  | 'meeting-cancelled'
  | 'meeting-has-begun';

type Pair = Pick<Booked, 'meetingId' | 'mentorshipId' | 'mentorId' | 'menteeId'>;
export type Meeting =
  | { readonly status: 'none' }
  | {
      readonly status: 'booked' | 'cancelled';
      readonly pair: Pair;
      readonly startsAt: string;
      readonly endsAt: string;
    };

/** The time of a meeting that begins at an instant and takes so many minutes. */
export const intervalOf = (startsAt: string, minutes: number): Interval => {
  const from = millisecondsOf(startsAt);
  return { from, to: from + minutes * minute };
};
export const minutesBetween = (startsAt: string, endsAt: string): number =>
  (millisecondsOf(endsAt) - millisecondsOf(startsAt)) / minute;
const timeOf = ({ from, to }: Interval) => ({ startsAt: instantOf(from), endsAt: instantOf(to) });
const isAt = ({ startsAt, endsAt }: { readonly startsAt: string; readonly endsAt: string }, { from, to }: Interval) =>
  millisecondsOf(startsAt) === from && millisecondsOf(endsAt) === to;

const book = (command: BookMeeting, state: Meeting) => {
  const { meetingId, mentorshipId, mentorId, menteeId, medium, agenda, setting, by, at } = command;
  const slot = intervalOf(command.startsAt, command.minutes);
  if (state.status !== 'none') {
    const already = state.status === 'booked' && isAt(state, slot);
    return already && state.pair.mentorshipId === mentorshipId ? accept() : refuse('meeting-already-booked');
  }
  if (!setting.mentorshipActive) return refuse('mentorship-not-active');
  const refusal = refusalOfTime(slot, millisecondsOf(at), setting, setting.rules);
  if (refusal !== undefined) return refuse(refusal);
  const data = {
    meetingId,
    mentorshipId,
    mentorId,
    menteeId,
    ...timeOf(slot),
    medium,
    agenda,
    bookedBy: by,
    bookedAt: at,
  };
  return accept({ type: 'scheduling.meeting-booked.v1', data });
};

const move = ({ startsAt, minutes, reason, setting, by, at }: MoveMeeting, state: Meeting) => {
  if (state.status === 'none') return refuse('meeting-not-booked');
  if (state.status === 'cancelled') return refuse('meeting-cancelled');
  const slot = intervalOf(startsAt, minutes ?? minutesBetween(state.startsAt, state.endsAt));
  if (isAt(state, slot)) return accept();
  if (millisecondsOf(state.startsAt) <= millisecondsOf(at)) return refuse('meeting-has-begun');
  if (!setting.mentorshipActive) return refuse('mentorship-not-active');
  const refusal = refusalOfTime(slot, millisecondsOf(at), setting, setting.rules);
  if (refusal !== undefined) return refuse(refusal);
  const data = { ...state.pair, ...timeOf(slot), movedBy: by, reason, movedAt: at };
  return accept({ type: 'scheduling.meeting-moved.v1', data });
};

const cancel = ({ reasonCode, reason, by, at }: CancelMeeting, state: Meeting) => {
  if (state.status === 'none') return refuse('meeting-not-booked');
  if (state.status === 'cancelled') return accept();
  if (millisecondsOf(state.startsAt) <= millisecondsOf(at)) return refuse('meeting-has-begun');
  const data = { ...state.pair, cancelledBy: by, reasonCode, reason, cancelledAt: at };
  return accept({ type: 'scheduling.meeting-cancelled.v1', data });
};

export const meeting: Decider<Meeting, MeetingCommand, MeetingFact, MeetingRefusal> = {
  initial: { status: 'none' },

  decide: (command, state) => {
    switch (command.type) {
      case 'book-meeting':
        return book(command, state);
      case 'move-meeting':
        return move(command, state);
      case 'cancel-meeting':
        return cancel(command, state);
    }
  },

  evolve: (state, event) => {
    switch (event.type) {
      case 'scheduling.meeting-booked.v1': {
        const { meetingId, mentorshipId, mentorId, menteeId, startsAt, endsAt } = event.data;
        return { status: 'booked', pair: { meetingId, mentorshipId, mentorId, menteeId }, startsAt, endsAt };
      }
      case 'scheduling.meeting-moved.v1': {
        const { startsAt, endsAt } = event.data;
        return state.status === 'none' ? state : { ...state, startsAt, endsAt };
      }
      case 'scheduling.meeting-cancelled.v1':
        return state.status === 'none' ? state : { ...state, status: 'cancelled' };
    }
  },
};
