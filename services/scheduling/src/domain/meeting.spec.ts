import { describe, it } from '@jest/globals';
import type { MeetingFact } from '@telemachy/contracts/scheduling';
import { specFor } from '@telemachy/testing';
import { meeting } from './meeting.ts';
import { asked, book, booked, cancel, cancelled, move, moved, setting } from './testing/meetings.ts';

const { given } = specFor(meeting);
/** Tuesday; `asked` is the day before, 08:00 UTC. */
const ten = '2026-12-01T10:00:00Z';
const eleven = '2026-12-01T11:00:00Z';

describe('booking a meeting', () => {
  it('is a fact', () => given().when(book(ten)).then(booked(ten)));
  it('takes any whole minute, 24 hours ahead and not less', () => {
    given().when(book('2026-12-01T08:01:00Z')).then(booked('2026-12-01T08:01:00Z'));
    given().when(book('2026-12-01T08:00:00Z')).then(booked('2026-12-01T08:00:00Z'));
    given().when(book('2026-12-01T07:59:00Z')).thenRefused('notice-too-short');
  });
  it('writes the instant in one way, whatever offset it came with', () =>
    given().when(book('2026-12-01T11:00:00+01:00')).then(booked(ten)));
  it('is refused off the minute', () =>
    given().when(book('2026-12-01T10:00:30Z')).thenRefused('time-not-on-the-minute'));
  it('is refused in the past', () => given().when(book('2026-11-29T10:00:00Z')).thenRefused('time-in-the-past'));
  it('is refused more than sixty days ahead, up to the last instant that there is', () => {
    given().when(book('2027-02-02T10:00:00Z')).thenRefused('beyond-the-horizon');
    given().when(book('+275760-09-13T00:00:00Z')).thenRefused('beyond-the-horizon');
    given(booked(ten)).when(move('+275760-09-13T00:00:00Z')).thenRefused('beyond-the-horizon');
  });
  it('is refused outside the hours of either', () => {
    given()
      .when(book('2026-12-01T06:00:00Z', { at: '2026-11-29T08:00:00.000Z' }))
      .thenRefused('outside-mentor-availability');
    given().when(book('2026-12-01T16:30:00Z')).thenRefused('outside-mentee-availability');
  });
  it('is refused while one of the two has not said when they can meet', () => {
    given()
      .when(book(ten, { setting: { ...setting, mentor: undefined } }))
      .thenRefused('mentor-availability-not-set');
    given()
      .when(book(ten, { setting: { ...setting, mentee: undefined } }))
      .thenRefused('mentee-availability-not-set');
  });
  it('is refused unless the mentorship is active', () =>
    given()
      .when(book(ten, { setting: { ...setting, mentorshipActive: false } }))
      .thenRefused('mentorship-not-active'));
  it('is nothing new when this very meeting is booked', () => given(booked(ten)).when(book(ten)).thenNothing());
  it('is refused when this meeting is booked at another time, or was cancelled', () => {
    given(booked(ten)).when(book(eleven)).thenRefused('meeting-already-booked');
    given(booked(ten), cancelled()).when(book(ten)).thenRefused('meeting-already-booked');
  });
});

describe('moving a meeting', () => {
  it('is a fact, as long as before where no length is said', () =>
    given(booked(ten)).when(move(eleven)).then(moved(eleven)));
  it('may make it shorter in its place', () =>
    given(booked(ten))
      .when(move(ten, { minutes: 30 }))
      .then(moved(ten, 30)));
  it('is nothing new where it is already', () => {
    given(booked(ten)).when(move(ten)).thenNothing();
    given(booked(ten), moved(eleven)).when(move(eleven)).thenNothing();
  });
  it('obeys the rules of booking', () => {
    given(booked(ten)).when(move('2026-12-01T07:00:00Z')).thenRefused('notice-too-short');
    given(booked(ten)).when(move('2026-12-01T17:00:00Z')).thenRefused('outside-mentee-availability');
    given(booked(ten))
      .when(move(eleven, { setting: { ...setting, mentorshipActive: false } }))
      .thenRefused('mentorship-not-active');
  });
  it('is refused once it has begun, counting from the time it was moved to', () => {
    given(booked(ten))
      .when(move('2026-12-03T10:00:00Z', { at: ten }))
      .thenRefused('meeting-has-begun');
    given(booked(ten), moved(eleven))
      .when(move('2026-12-03T10:00:00Z', { at: ten }))
      .then(moved('2026-12-03T10:00:00Z', 60, ten));
  });
  it('is refused where there is none, or none any more', () => {
    given().when(move(ten)).thenRefused('meeting-not-booked');
    given(booked(ten), cancelled()).when(move(eleven)).thenRefused('meeting-cancelled');
  });
});

describe('cancelling a meeting', () => {
  it('is a fact with its reason', () => given(booked(ten)).when(cancel()).then(cancelled()));
  it('is nothing new the second time, whoever asks', () =>
    given(booked(ten), cancelled())
      .when(cancel({ by: 'program' }))
      .thenNothing());
  it('is possible up to the start', () => {
    const last = '2026-12-01T09:59:59.999Z';
    given(booked(ten))
      .when(cancel({ at: last }))
      .then(cancelled({ cancelledAt: last }));
    given(booked(ten))
      .when(cancel({ at: ten }))
      .thenRefused('meeting-has-begun');
  });
  it('is done by the program when the mentorship has ended', () => {
    const ended = { reasonCode: 'mentorship-ended', reason: '' } as const;
    given(booked(ten))
      .when(cancel({ ...ended, by: 'program' }))
      .then(cancelled({ ...ended, cancelledBy: 'program' }));
  });
  it('is refused where there is none', () => given().when(cancel()).thenRefused('meeting-not-booked'));
});

describe('facts told twice or out of place', () => {
  it('leave a cancelled meeting cancelled', () => {
    const facts: MeetingFact[] = [booked(ten), cancelled(), moved(eleven)];
    given(...facts)
      .when(move(ten))
      .thenRefused('meeting-cancelled');
  });
  it('make no meeting of a move alone', () =>
    given(moved(eleven))
      .when(cancel({ at: asked }))
      .thenRefused('meeting-not-booked'));
});
