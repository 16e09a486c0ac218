import { MeetingId, MentorshipId, PersonId } from '@telemachy/contracts';
import type { MeetingFact } from '@telemachy/contracts/scheduling';
import type { Availability } from '../availability.ts';
import { defaultRules } from '../meeting-rules.ts';
import type { BookMeeting, CancelMeeting, MoveMeeting, Setting } from '../meeting.ts';
import { instantOf, millisecondsOf } from '../wall-clock.ts';

export const pair = {
  meetingId: MeetingId.parse('0f6c1a52-6a55-5f0e-9a63-6f3a3b3f6f01'),
  mentorshipId: MentorshipId.parse('7d1a4d0e-58a1-5b7e-8a52-9d5f0f3c2b02'),
  mentorId: PersonId.parse('3b0b8c1e-8f43-5d0a-bb1e-51d9a1c7e903'),
  menteeId: PersonId.parse('9a4e2f77-2c11-5c39-9d70-0c8d6a5b4e04'),
};
/** Monday 30 November 2026. */
export const asked = '2026-11-30T08:00:00.000Z';

/** The same window on every day of the week. */
export const everyDay = (zone: string, from: string, to: string): Availability => ({
  zone,
  weekly: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from, to })),
  overrides: {},
});
/** The mentor from 08:00 to 19:00 in Berlin (07:00–18:00 UTC), the mentee from 07:00 to 17:00 in London, which is UTC. */
export const setting: Setting = {
  mentor: everyDay('Europe/Berlin', '08:00', '19:00'),
  mentee: everyDay('Europe/London', '07:00', '17:00'),
  mentorshipActive: true,
  rules: defaultRules,
};

const time = (startsAt: string, minutes: number) => {
  const from = millisecondsOf(startsAt);
  return { startsAt: instantOf(from), endsAt: instantOf(from + minutes * 60_000) };
};
export const book = (startsAt: string, over: Partial<BookMeeting> = {}): BookMeeting => ({
  type: 'book-meeting',
  ...pair,
  startsAt,
  minutes: 60,
  medium: 'video',
  agenda: 'First steps',
  setting,
  by: pair.menteeId,
  at: asked,
  ...over,
});
export const booked = (startsAt: string, minutes = 60): MeetingFact => ({
  type: 'scheduling.meeting-booked.v1',
  data: {
    ...pair,
    ...time(startsAt, minutes),
    medium: 'video',
    agenda: 'First steps',
    bookedBy: pair.menteeId,
    bookedAt: asked,
  },
});
export const move = (startsAt: string, over: Partial<MoveMeeting> = {}): MoveMeeting => ({
  type: 'move-meeting',
  startsAt,
  reason: 'No train',
  setting,
  by: pair.mentorId,
  at: asked,
  ...over,
});
export const moved = (startsAt: string, minutes = 60, movedAt = asked): MeetingFact => ({
  type: 'scheduling.meeting-moved.v1',
  data: { ...pair, ...time(startsAt, minutes), movedBy: pair.mentorId, reason: 'No train', movedAt },
});
export const cancel = (over: Partial<CancelMeeting> = {}): CancelMeeting => ({
  type: 'cancel-meeting',
  reasonCode: 'illness',
  reason: 'No voice',
  by: pair.menteeId,
  at: asked,
  ...over,
});
type Cancelled = Extract<MeetingFact, { type: 'scheduling.meeting-cancelled.v1' }>;
export const cancelled = (over: Partial<Cancelled['data']> = {}): Cancelled => ({
  type: 'scheduling.meeting-cancelled.v1',
  data: {
    ...pair,
    cancelledBy: pair.menteeId,
    reasonCode: 'illness',
    reason: 'No voice',
    cancelledAt: asked,
    ...over,
  },
});
