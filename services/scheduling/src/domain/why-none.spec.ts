import { describe, expect, it } from '@jest/globals';
import type { Availability } from './availability.ts';
import { defaultRules } from './meeting-rules.ts';
import type { SlotQuestion } from './slots.ts';
import { slotsOf } from './slots.ts';
import { millisecondsOf } from './wall-clock.ts';
import { whoIsSilent, whyNone } from './why-none.ts';

const on = (day: number, from: string, to: string, zone = 'Europe/Berlin'): Availability => ({
  zone,
  weekly: [{ day, from, to }],
  overrides: {},
});
const interval = (from: string, to: string) => ({ from: millisecondsOf(from), to: millisecondsOf(to) });
/** Wednesday 2 December 2026, asked on the Monday before. */
const question = (over: Partial<SlotQuestion> = {}): SlotQuestion => ({
  at: millisecondsOf('2026-11-30T08:00:00Z'),
  range: interval('2026-12-02T00:00:00Z', '2026-12-03T00:00:00Z'),
  minutes: 60,
  mentor: { availability: on(3, '09:00', '10:00'), meetings: [] },
  mentee: { availability: on(3, '09:00', '10:00'), meetings: [] },
  rules: defaultRules,
  ...over,
});
const why = (over: Partial<SlotQuestion>) => {
  expect(slotsOf(question(over))).toEqual([]);
  return whyNone(question(over));
};

describe('no slot', () => {
  it('because somebody has not said when they can meet', () => {
    expect(whoIsSilent(undefined, on(3, '09:00', '10:00'))).toMatchObject({
      code: 'availability-not-set',
      smallestChange: { kind: 'set-availability', who: 'mentor' },
    });
    expect(whoIsSilent(on(3, '09:00', '10:00'), undefined)).toMatchObject({ smallestChange: { who: 'mentee' } });
    expect(whoIsSilent(undefined, undefined)).toMatchObject({ smallestChange: { who: 'both' } });
  });

  it('because the hours in common are shorter than the meeting: the longest that fits opens it', () =>
    expect(why({ minutes: 90, mentee: { availability: on(3, '08:30', '09:50'), meetings: [] } })).toEqual({
      code: 'no-hours-in-common',
      text: 'The two share no 90 minutes in this range.',
      smallestChange: { kind: 'shorter', minutes: 45, opens: 1 },
    }));

  it('because the day is not one of theirs: the next one of theirs opens it', () =>
    expect(why({ range: interval('2026-12-03T00:00:00Z', '2026-12-04T00:00:00Z') })).toMatchObject({
      code: 'no-hours-in-common',
      smallestChange: { kind: 'another-range', startsAt: '2026-12-09T08:00:00Z' },
    }));

  it('because their weeks never meet: the smallest widening of one person opens it', () =>
    expect(why({ mentee: { availability: on(3, '09:30', '09:45'), meetings: [] } })).toMatchObject({
      code: 'no-hours-in-common',
      smallestChange: { kind: 'widen', mentorMinutes: 0, menteeMinutes: 45, startsAt: '2026-12-02T08:00:00Z' },
    }));

  it('because the range ends before the notice is over', () =>
    expect(why({ at: millisecondsOf('2026-12-02T07:00:00Z') })).toMatchObject({
      code: 'too-soon',
      text: 'A meeting needs 24 hours of notice.',
      smallestChange: { kind: 'another-range', startsAt: '2026-12-09T08:00:00Z' },
    }));

  it('because the range begins beyond the horizon', () =>
    expect(why({ range: interval('2027-03-01T00:00:00Z', '2027-03-08T00:00:00Z') })).toMatchObject({
      code: 'too-far',
      smallestChange: { kind: 'another-range', startsAt: '2026-12-02T08:00:00Z' },
    }));

  it('because another meeting takes the time', () =>
    expect(
      why({ mentor: { ...question().mentor, meetings: [interval('2026-12-02T08:30:00Z', '2026-12-02T09:30:00Z')] } }),
    ).toMatchObject({
      code: 'times-taken',
      smallestChange: { kind: 'another-range', startsAt: '2026-12-09T08:00:00Z' },
    }));

  it('because the mentor has two meetings on that day', () => {
    const meetings = [
      interval('2026-12-02T15:00:00Z', '2026-12-02T16:00:00Z'),
      interval('2026-12-02T17:00:00Z', '2026-12-02T18:00:00Z'),
    ];
    expect(why({ mentor: { ...question().mentor, meetings } })).toMatchObject({
      code: 'mentor-day-full',
      text: 'The mentor has 2 meetings on each day that would fit.',
      smallestChange: { kind: 'another-range', startsAt: '2026-12-09T08:00:00Z' },
    });
  });
});
