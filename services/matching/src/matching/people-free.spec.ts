import { describe, expect, it } from '@jest/globals';
import type { PersonId } from '@telemachy/contracts';
import type { ProposedPair } from '@telemachy/contracts/matching';
import { placed, snapshotForRematch, standingOf } from './people-free.ts';

const id = (name: string) => name as PersonId;
const pair = (mentor: string, mentee: string, place = 1): ProposedPair => ({
  mentorId: id(mentor),
  menteeId: id(mentee),
  place,
  score: 1,
  parts: [],
});
const became = (mentor: string, mentee: string, what: object) => ({
  mentorId: id(mentor),
  menteeId: id(mentee),
  status: 'declined' as const,
  accepted: {},
  deadlineAt: '2026-11-05T09:00:00.000Z',
  ...what,
});
const declined = (by: 'mentor' | 'mentee', reasonCode: 'no-time' | 'not-a-fit') => ({
  declined: { [by]: { reasonCode, reason: '', declinedAt: '' } },
});

describe('how the pairs of a run stand', () => {
  it('a pair that was declined is over, all others hold, proposed or not', () => {
    const pairs = [pair('ana', 'ben'), pair('cleo', 'dan'), pair('eva', 'finn')];
    const standing = standingOf(pairs, [
      became('ana', 'ben', declined('mentor', 'not-a-fit')),
      became('cleo', 'dan', { status: 'active' }),
    ]);
    expect(standing).toEqual({
      over: [pairs[0]],
      holding: pairs.slice(1),
      leftInPeace: { mentor: new Set(), mentee: new Set() },
    });
  });

  it('somebody without time is left in peace, and so is whoever let a proposal lapse', () => {
    const pairs = [pair('ana', 'ben'), pair('cleo', 'dan')];
    const { leftInPeace } = standingOf(pairs, [
      became('ana', 'ben', declined('mentee', 'no-time')),
      became('cleo', 'dan', { status: 'expired', accepted: { mentee: 'then' } }),
    ]);
    expect(leftInPeace).toEqual({ mentor: new Set(['cleo']), mentee: new Set(['ben']) });
  });

  it('whoever let a proposal pass that the other had declined is left in peace as after a lapse, and whoever it was replaced for is not', () => {
    const answered = { accepted: { mentee: 'then' } };
    const passed = { closedAt: '2026-11-05T09:00:00.000Z' };
    const replaced = { closedAt: '2026-11-03T09:00:00.000Z' };
    const menteesInPeace = (what: object) => {
      const one = became('ana', 'ben', { ...declined('mentor', 'not-a-fit'), ...what });
      return [...standingOf([pair('ana', 'ben')], [one]).leftInPeace.mentee];
    };
    expect([{}, passed, replaced, { ...passed, ...answered }].map(menteesInPeace)).toEqual([[], ['ben'], [], []]);
  });

  it('a mentor who is left in peace keeps the places in use and offers no other', () => {
    const standing = standingOf(
      [pair('ana', 'ben'), pair('ana', 'dan', 2)],
      [became('ana', 'ben', declined('mentor', 'no-time'))],
    );
    const mentor = { id: 'ana', personId: 'ana', attributes: {}, capacity: 3 };
    expect(snapshotForRematch({ mentors: [mentor], mentees: [] }, standing).mentors).toEqual([
      { ...mentor, capacity: 1 },
    ]);
  });
});

describe('places', () => {
  it('are the lowest that are free', () => {
    const holding = [pair('ana', 'ben', 2)];
    const found = placed([pair('ana', 'dan'), pair('ana', 'finn'), pair('eva', 'gus')], holding);
    expect(found.map(({ place }) => place)).toEqual([1, 3, 1]);
  });
});
