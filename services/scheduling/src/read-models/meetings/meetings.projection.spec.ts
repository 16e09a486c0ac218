import { describe, expect, it } from '@jest/globals';
import type { StoredMeetingFact } from '@telemachy/contracts/scheduling';
import type { Fact } from '@telemachy/kernel';
import type { Access } from '@telemachy/service-shell';
import { wordsInMemory } from '@telemachy/service-shell/testing';
import { projectionSpecFor } from '@telemachy/testing';
import { booked, cancelled, moved, pair } from '../../domain/testing/meetings.ts';
import { meetingOutline, meetingsForParty } from './meeting-view.ts';
import { meetings, type MeetingEntry } from './meetings.projection.ts';

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
        at: '2026-11-30T08:00:00.000Z',
      })),
    }));

  it('says who cancelled it and by which code', () =>
    given(booked(ten), cancelled()).thenMatches({
      status: 'cancelled',
      sequence: 1,
      cancelled: {
        by: pair.menteeId,
        reasonCode: 'illness',
        at: '2026-11-30T08:00:00.000Z',
      },
    }));

  it('is nothing before it is booked', () => given(moved(eleven), cancelled()).thenNone());
});

const { vault, words, stored, openings } = await wordsInMemory();
const kept = (fact: Fact) => stored(fact) as Promise<StoredMeetingFact>;
const facts = await Promise.all([kept(booked(ten)), kept(moved(eleven)), kept(cancelled())]);

describe('a reader of a meeting', () => {
  const [meeting] = [
    ...given(...facts)
      .documents()
      .values(),
  ] as [MeetingEntry];
  const seenBy = (person: string) =>
    meetingsForParty(
      words,
      { caller: { tenant: 'acme', actor: 'a-1' }, person, operation: 'read-meeting' } as never as Access,
      [meeting],
    );

  it('finds no word in the document itself', () =>
    expect(JSON.stringify(meeting)).not.toMatch(/First steps|No train|No voice/));

  it('who is one of the two sees every word, and that is written down', async () => {
    const before = openings.length;
    expect(await seenBy(pair.menteeId)).toMatchObject([
      { agenda: 'First steps', moves: [{ reason: 'No train' }], cancelled: { reason: 'No voice' } },
    ]);
    expect(openings.slice(before)).toMatchObject([
      { operation: 'read-meeting', gate: { for: 'party', actor: 'a-1' }, boxes: 3 },
    ]);
    expect(await seenBy(pair.mentorId)).toEqual(await seenBy(pair.menteeId));
  });

  it('who is not one of the two is never shown a word', async () => {
    await expect(seenBy('018f3b1e-0000-7000-8000-000000000000')).rejects.toThrow('a meeting of others');
  });

  it('who coordinates or analyses sees when, how and whether, and not one word of the two', () => {
    expect(meetingOutline(meeting)).toEqual({
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
  });

  it('is told where words are gone for ever', async () => {
    await vault.destroy('acme', { kind: 'mentorship', id: pair.mentorshipId }, new Date());
    expect(await seenBy(pair.mentorId)).toMatchObject([
      {
        agenda: '',
        words: 'forgotten',
        moves: [{ reason: '', words: 'forgotten' }],
        cancelled: { reason: '', words: 'forgotten' },
      },
    ]);
  });
});
