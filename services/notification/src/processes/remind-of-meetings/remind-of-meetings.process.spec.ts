import { describe, expect, it } from '@jest/globals';
import type { MeetingFact } from '@telemachy/contracts/scheduling';
import { processSpecFor } from '@telemachy/testing';
import type { TimerFired } from '../../domain/timer.ts';
import { messageIdOf } from '../../message-id.ts';
import { remindOfMeetings } from './remind-of-meetings.process.ts';

const process = remindOfMeetings(messageIdOf);
const { given } = processSpecFor(process);
const mentorId = '1a2b3c4d-5e6f-5a7b-8c9d-0e1f2a3b4c5d';
const menteeId = '3f8e1c52-0c1d-5a3e-8f21-6a8e2f4b7c90';
const names: Readonly<Record<string, string>> = { [mentorId]: 'mentor', [menteeId]: 'mentee' };
const meetingId = '9d2f6a3e-1b7c-5e48-a6d0-3c5b8e7f1a22';
const ids = { meetingId, mentorshipId: '7c1e5b2d-4a6f-5930-b8e1-2d4c6a8f0b33', mentorId, menteeId };
const timer = { name: '24h-before' };

const fact = (type: string, data: object) =>
  ({ type: `scheduling.meeting-${type}.v1`, data: { ...ids, ...data } }) as MeetingFact;
const bookedAt = (at: string) =>
  fact('booked', {
    startsAt: '2026-11-26T13:00:00.000Z',
    endsAt: '2026-11-26T14:00:00.000Z',
    bookedBy: menteeId,
    bookedAt: at,
  });
const booked = bookedAt('2026-11-20T09:00:00.000Z');
const movedTo = (startsAt: string, movedAt = '2026-11-21T09:00:00.000Z') =>
  fact('moved', { startsAt, endsAt: startsAt.replace('13:', '14:'), movedBy: menteeId, movedAt });
const cancelled = fact('cancelled', { cancelledBy: menteeId, cancelledAt: '2026-11-22T09:00:00.000Z' });
const fired = (dueAt: string): TimerFired => ({
  type: 'notification.timer-fired.v1',
  data: {
    timerId: '6a8e2f4b-7c90-5a3e-8f21-3f8e1c520c1d' as TimerFired['data']['timerId'],
    process: 'remind-of-meetings',
    instance: meetingId,
    name: '24h-before',
    dueAt,
    payload: {},
    firedAt: dueAt,
  },
});
const dayBefore = '2026-11-25T13:00:00.000Z';

describe('reminding two people of a meeting', () => {
  it('sets a timer 24 hours before', () =>
    given()
      .when(booked)
      .then({ kind: 'timer', ...timer, dueAt: dayBefore }));

  it('sets none for a meeting booked less than 24 hours ahead', () =>
    given().when(bookedAt('2026-11-25T13:00:01.000Z')).thenNothing());

  it('sets one for a meeting booked 24 hours and a minute ahead', () =>
    given()
      .when(bookedAt('2026-11-25T12:59:00.000Z'))
      .then({ kind: 'timer', ...timer, dueAt: dayBefore }));

  it('moves with the meeting', () =>
    given(booked)
      .when(movedTo('2026-12-03T13:00:00.000Z'))
      .then({ kind: 'timer', ...timer, dueAt: '2026-12-02T13:00:00.000Z' }));

  it('falls away when the meeting is moved to less than 24 hours ahead', () =>
    given(booked)
      .when(movedTo('2026-11-22T13:00:00.000Z', '2026-11-22T09:00:00.000Z'))
      .then({ kind: 'cancel-timer', ...timer }));

  it('falls away with the meeting', () =>
    given(booked)
      .when(cancelled)
      .then({ kind: 'cancel-timer', ...timer }));

  it('reminds both, inbox and mail, as long as the meeting has not begun', () => {
    const reactions = given(booked).when(fired(dayBefore)).reactions();
    expect(
      reactions.map((reaction) =>
        reaction.kind === 'command'
          ? [names[reaction.command.recipientId], reaction.command.channel, reaction.command.worthlessAfterAt]
          : reaction,
      ),
    ).toEqual([
      ['mentor', 'in-app', '2026-11-26T13:00:00.000Z'],
      ['mentor', 'email', '2026-11-26T13:00:00.000Z'],
      ['mentee', 'in-app', '2026-11-26T13:00:00.000Z'],
      ['mentee', 'email', '2026-11-26T13:00:00.000Z'],
    ]);
  });

  it('says nothing when the timer fired while the meeting was being moved', () =>
    given(booked, movedTo('2026-12-03T13:00:00.000Z')).when(fired(dayBefore)).thenNothing());

  it('says nothing of a cancelled meeting', () => given(booked, cancelled).when(fired(dayBefore)).thenNothing());

  it('hears its own timers alone', () => {
    const other = { ...fired(dayBefore), data: { ...fired(dayBefore).data, process: 'another' } };
    const at = {
      id: '',
      tenant: '',
      stream: '',
      version: 1,
      position: 1,
      recordedAt: '',
      commit: '',
      correlationId: '',
      actor: '',
    };
    expect(process.correlate({ ...at, event: other })).toBeUndefined();
    expect(process.correlate({ ...at, event: fired(dayBefore) })).toBe(meetingId);
  });
});
