import { describe, expect, it } from '@jest/globals';
import type { Reaction } from '@telemachy/kernel';
import type { MeetingFact } from '@telemachy/contracts/scheduling';
import { processSpecFor } from '@telemachy/testing';
import type { ConsiderMessage } from '../../domain/message.ts';
import { messageIdOf } from '../../message-id.ts';
import { tellOfMeetings } from './tell-of-meetings.process.ts';

const { given } = processSpecFor(tellOfMeetings(messageIdOf));
const mentorId = '1a2b3c4d-5e6f-5a7b-8c9d-0e1f2a3b4c5d';
const menteeId = '3f8e1c52-0c1d-5a3e-8f21-6a8e2f4b7c90';
const names: Readonly<Record<string, string>> = { [mentorId]: 'mentor', [menteeId]: 'mentee' };
const [from, to] = ['2026-11-26T13:00:00.000Z', '2026-11-26T14:00:00.000Z'];
const longBefore = '2026-11-20T09:00:00.000Z';
const sameDay = '2026-11-26T08:00:00.000Z';
const ids = {
  meetingId: '9d2f6a3e-1b7c-5e48-a6d0-3c5b8e7f1a22',
  mentorshipId: '7c1e5b2d-4a6f-5930-b8e1-2d4c6a8f0b33',
  mentorId,
  menteeId,
};
const fact = (type: string, data: object) =>
  ({ type: `scheduling.meeting-${type}.v1`, data: { ...ids, ...data } }) as MeetingFact;
const booked = fact('booked', {
  startsAt: from,
  endsAt: to,
  medium: 'video',
  agenda: 'private',
  bookedBy: menteeId,
  bookedAt: longBefore,
});
const moved = (movedAt: string) =>
  fact('moved', {
    startsAt: '2026-12-03T13:00:00.000Z',
    endsAt: '2026-12-03T14:00:00.000Z',
    movedBy: mentorId,
    reason: 'private',
    movedAt,
  });
const cancelled = (cancelledBy: string, cancelledAt: string) =>
  fact('cancelled', { cancelledBy, reasonCode: 'illness', reason: 'private', cancelledAt });

const commands = (reactions: readonly Reaction<ConsiderMessage>[]) =>
  reactions.flatMap((reaction) => (reaction.kind === 'command' ? [reaction.command] : []));
const told = (reactions: readonly Reaction<ConsiderMessage>[]) =>
  commands(reactions).map(({ recipientId, template, channel }) => `${names[recipientId]}: ${template} by ${channel}`);

describe('telling two people of their meetings', () => {
  it('gives both the date of a booked one', () =>
    expect(told(given().when(booked).reactions())).toEqual([
      'mentor: meeting-booked by in-app',
      'mentor: meeting-booked by email',
      'mentee: meeting-booked-by-you by in-app',
      'mentee: meeting-booked-by-you by email',
    ]));

  it('carries no agenda and no reason', () => {
    expect(JSON.stringify(given().when(booked).reactions())).not.toContain('private');
    expect(JSON.stringify(given(booked).when(moved(longBefore)).reactions())).not.toContain('private');
    expect(JSON.stringify(given(booked).when(cancelled(mentorId, longBefore)).reactions())).not.toContain('private');
  });

  it('names the old time beside the new one', () => {
    const [first] = commands(given(booked).when(moved(longBefore)).reactions());
    expect(first).toMatchObject({
      template: 'meeting-moved-by-you',
      urgent: false,
      worthlessAfterAt: '2026-12-03T13:00:00.000Z',
      about: { previousStartsAt: from, startsAt: '2026-12-03T13:00:00.000Z' },
    });
  });

  it('is urgent where the meeting was less than 24 hours away', () => {
    expect(commands(given(booked).when(moved(sameDay)).reactions()).every(({ urgent }) => urgent)).toBe(true);
    expect(commands(given(booked).when(cancelled(menteeId, sameDay)).reactions()).every(({ urgent }) => urgent)).toBe(
      true,
    );
  });

  it('mails a cancelled one to the other side and confirms it in the inbox', () =>
    expect(told(given(booked).when(cancelled(menteeId, longBefore)).reactions())).toEqual([
      'mentor: meeting-cancelled by in-app',
      'mentor: meeting-cancelled by email',
      'mentee: meeting-cancelled-by-you by in-app',
    ]));

  it('tells both of one that the program cancelled', () =>
    expect(new Set(told(given(booked).when(cancelled('program', longBefore)).reactions()))).toEqual(
      new Set([
        'mentor: meeting-cancelled by in-app',
        'mentor: meeting-cancelled by email',
        'mentee: meeting-cancelled by in-app',
        'mentee: meeting-cancelled by email',
      ]),
    ));
});
