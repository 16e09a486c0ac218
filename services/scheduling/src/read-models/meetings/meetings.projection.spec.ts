import { describe, expect, it } from '@jest/globals';
import { projectionSpecFor } from '@telemachy/testing';
import { booked, cancelled, moved, pair } from '../../domain/testing/meetings.ts';
import { MeetingForParties, meetingView } from './meeting-view.ts';
import { meetings } from './meetings.projection.ts';

const { given } = projectionSpecFor(meetings);
const ten = '2026-12-01T10:00:00Z';
const eleven = '2026-12-01T11:00:00Z';

describe('a meeting as it stands', () => {
  it('names both people, so that either finds it', () =>
    given(booked(ten)).thenMatches({
      people: [pair.mentorId, pair.menteeId],
      status: 'booked',
      startsAt: ten,
      endsAt: eleven,
      sequence: 0,
      version: 1,
    }));

  it('keeps the times it was moved from, and counts', () =>
    given(booked(ten), moved(eleven), moved(ten)).thenMatches({
      startsAt: ten,
      sequence: 2,
      version: 3,
      moves: [ten, eleven].map((from) => ({
        from,
        by: pair.mentorId,
        reason: 'No train',
        at: '2026-11-30T08:00:00.000Z',
      })),
    }));

  it('says who cancelled it and why', () =>
    given(booked(ten), cancelled()).thenMatches({
      status: 'cancelled',
      sequence: 1,
      cancelled: {
        by: pair.menteeId,
        reasonCode: 'illness',
        reason: 'No voice',
        at: '2026-11-30T08:00:00.000Z',
      },
    }));

  it('is nothing before it is booked', () => given(moved(eleven), cancelled()).thenNone());
});

describe('a reader of a meeting', () => {
  const [meeting] = [...given(booked(ten), moved(eleven), cancelled()).documents().values()];
  const seenBy = (...grantedBy: string[]) => meeting && meetingView(meeting, grantedBy);

  it('who is one of the two sees every word', () => {
    expect(MeetingForParties.safeParse(seenBy('mentee')).success).toBe(true);
    expect(seenBy('mentor')).toMatchObject({ agenda: 'First steps', cancelled: { reason: 'No voice' } });
  });

  it('who coordinates or analyses sees when, how and whether, and not one word of the two', () => {
    expect(seenBy('coordinator')).toEqual({
      id: pair.meetingId,
      mentorshipId: pair.mentorshipId,
      mentorId: pair.mentorId,
      menteeId: pair.menteeId,
      status: 'cancelled',
      startsAt: eleven,
      endsAt: '2026-12-01T12:00:00Z',
      medium: 'video',
      moved: 1,
      version: 3,
      cancelled: { by: pair.menteeId, reasonCode: 'illness', at: '2026-11-30T08:00:00.000Z' },
    });
    expect(seenBy('analyst')).toEqual(seenBy('coordinator'));
  });

  it('who is both sees as one of the two', () => expect(seenBy('coordinator', 'mentor')).toEqual(seenBy('mentor')));
});
