import { describe, expect, it } from '@jest/globals';
import type { Availability } from './availability.ts';
import { defaultRules } from './meeting-rules.ts';
import type { SlotQuestion } from './slots.ts';
import { refusalOfTime, slotsOf } from './slots.ts';
import { instantOf, labelled, millisecondsOf } from './wall-clock.ts';

const everyDay = (zone: string, from: string, to: string): Availability => ({
  zone,
  weekly: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from, to })),
  overrides: {},
});
const interval = (from: string, to: string) => ({ from: millisecondsOf(from), to: millisecondsOf(to) });
const berlin = everyDay('Europe/Berlin', '09:00', '12:00');
const question = (over: Partial<SlotQuestion> = {}): SlotQuestion => ({
  at: millisecondsOf('2026-11-30T08:00:00Z'),
  range: interval('2026-12-02T00:00:00Z', '2026-12-03T00:00:00Z'),
  minutes: 60,
  mentor: { availability: berlin, meetings: [] },
  mentee: { availability: berlin, meetings: [] },
  rules: defaultRules,
  ...over,
});
const starts = (over: Partial<SlotQuestion> = {}, zone = 'Europe/Berlin') =>
  slotsOf(question(over)).map(({ from }) => labelled(from, zone).slice(0, 22));
const times = (over: Partial<SlotQuestion> = {}) => starts(over).map((start) => start.slice(11, 16));

describe('slots of two people', () => {
  it('lie on the half hours of the mentor inside what both said', () =>
    expect(times({ mentee: { availability: everyDay('Europe/London', '08:30', '10:30'), meetings: [] } })).toEqual([
      '09:30',
      '10:00',
      '10:30',
    ]));

  it('end at the latest when the window ends', () => expect(times({ minutes: 150 })).toEqual(['09:00', '09:30']));

  it('follow the wall clock of the mentor where the mentee lives 45 minutes off', () =>
    expect(times({ mentee: { availability: everyDay('Asia/Kathmandu', '14:15', '16:00'), meetings: [] } })).toEqual([
      '09:30',
      '10:00',
    ]));

  it('stay ten minutes clear of the meetings of either, before and after', () => {
    const taken = { availability: berlin, meetings: [interval('2026-12-02T09:10:00Z', '2026-12-02T09:20:00Z')] };
    expect(times({ mentor: taken, minutes: 30 })).toEqual(['09:00', '09:30', '10:30', '11:00', '11:30']);
    expect(times({ mentee: taken, minutes: 30 })).toEqual(['09:00', '09:30', '10:30', '11:00', '11:30']);
  });

  it('leave the larger of two buffers between meetings, not their sum', () => {
    const until = (end: string) => ({ availability: berlin, meetings: [interval('2026-12-02T08:00:00Z', end)] });
    expect(times({ mentor: until('2026-12-02T08:50:00Z') })[0]).toBe('10:00');
    expect(times({ mentor: until('2026-12-02T08:51:00Z') })[0]).toBe('10:30');
  });

  it('are none on a day on which the mentor has two meetings already', () => {
    const meetings = [
      interval('2026-12-02T17:00:00Z', '2026-12-02T18:00:00Z'),
      interval('2026-12-02T19:00:00Z', '2026-12-02T20:00:00Z'),
    ];
    expect(times({ mentor: { availability: berlin, meetings } })).toEqual([]);
    expect(times({ mentee: { availability: berlin, meetings } })).not.toEqual([]);
  });

  it("count the mentor's day in the mentor's zone", () => {
    const auckland = everyDay('Pacific/Auckland', '09:00', '12:00');
    const meetings = [
      // 2 December for the mentor, 1 December in UTC.
      interval('2026-12-01T12:00:00Z', '2026-12-01T12:30:00Z'),
      interval('2026-12-01T13:00:00Z', '2026-12-01T13:30:00Z'),
    ];
    const over = {
      range: interval('2026-12-01T00:00:00Z', '2026-12-03T00:00:00Z'),
      mentor: { availability: auckland, meetings },
      mentee: { availability: auckland, meetings: [] },
    };
    expect(new Set(starts(over, 'Pacific/Auckland').map((start) => start.slice(0, 10)))).toEqual(
      new Set(['2026-12-03']),
    );
  });

  it('begin exactly when the notice is over', () => {
    expect(times({ at: millisecondsOf('2026-12-01T08:30:00Z') })[0]).toBe('09:30');
    expect(times({ at: millisecondsOf('2026-12-01T08:30:01Z') })[0]).toBe('10:00');
  });

  it('end with the horizon', () => {
    const at = millisecondsOf('2026-10-03T09:00:00Z');
    expect(times({ at })).toEqual(['09:00', '09:30', '10:00']);
  });

  it('skip a start that the clock skips, and keep both of a start that comes twice', () => {
    const newYork = { availability: everyDay('America/New_York', '00:00', '04:00'), meetings: [] };
    const night = (date: string, at: string) =>
      starts(
        {
          at: millisecondsOf(at),
          range: interval(`${date}T05:00:00Z`, `${date}T08:00:00Z`),
          minutes: 30,
          mentor: newYork,
          mentee: newYork,
        },
        'America/New_York',
      ).map((start) => start.slice(11));
    expect(night('2027-03-14', '2027-03-01T00:00:00Z')).toEqual([
      '00:00-05:00',
      '00:30-05:00',
      '01:00-05:00',
      '01:30-05:00',
      '03:00-04:00',
      '03:30-04:00',
    ]);
    expect(night('2026-11-01', '2026-10-20T00:00:00Z')).toEqual([
      '01:00-04:00',
      '01:30-04:00',
      '01:00-05:00',
      '01:30-05:00',
      '02:00-05:00',
      '02:30-05:00',
    ]);
  });

  it('move by an hour for one side in the weeks in which only the other side has changed its clock', () => {
    const over = {
      range: interval('2027-03-15T00:00:00Z', '2027-03-16T00:00:00Z'),
      at: millisecondsOf('2027-03-01T00:00:00Z'),
      mentor: { availability: berlin, meetings: [] },
      mentee: { availability: everyDay('America/New_York', '05:00', '06:00'), meetings: [] },
    };
    expect(slotsOf(question(over)).map(({ from }) => instantOf(from))).toEqual(['2027-03-15T09:00:00Z']);
    const later = { ...over, range: interval('2027-03-29T00:00:00Z', '2027-03-30T00:00:00Z') };
    expect(slotsOf(question(later)).map(({ from }) => instantOf(from))).toEqual(['2027-03-29T09:00:00Z']);
    expect(times(over)).toEqual(['10:00']);
    expect(times(later)).toEqual(['11:00']);
  });

  it('are found for sixty days and twenty meetings in well under 50 ms', () => {
    const meetings = Array.from({ length: 20 }, (_, index) => {
      const from = millisecondsOf('2026-12-03T17:00:00Z') + index * 2 * 86_400_000;
      return { from, to: from + 3_600_000 };
    });
    const long = question({
      range: interval('2026-12-01T00:00:00Z', '2027-02-01T00:00:00Z'),
      mentor: { availability: berlin, meetings },
    });
    const took = Array.from({ length: 20 }, () => {
      const begun = performance.now();
      slotsOf(long);
      return performance.now() - begun;
    });
    expect(took.toSorted((a, b) => a - b)[10]).toBeLessThan(50);
  });
});

describe('asking for one time', () => {
  const at = millisecondsOf('2026-12-01T08:00:00Z');
  const refusal = (from: string, minutes = 60, who = { mentor: berlin, mentee: berlin }) =>
    refusalOfTime({ from: millisecondsOf(from), to: millisecondsOf(from) + minutes * 60_000 }, at, who, defaultRules);

  it('is fine on any whole minute inside both windows', () => expect(refusal('2026-12-02T08:01:00Z')).toBeUndefined());
  it('is fine exactly 24 hours ahead', () => expect(refusal('2026-12-02T08:00:00Z')).toBeUndefined());
  it('is refused a minute earlier', () => expect(refusal('2026-12-02T07:59:00Z')).toBe('notice-too-short'));
  it('is refused in the past', () => expect(refusal('2026-12-01T07:59:00Z')).toBe('time-in-the-past'));
  it('is refused off the minute', () => expect(refusal('2026-12-02T08:00:30Z')).toBe('time-not-on-the-minute'));
  it('is refused beyond the horizon', () => expect(refusal('2027-01-30T08:01:00Z')).toBe('beyond-the-horizon'));
  it('is refused when it runs out of the window', () =>
    expect(refusal('2026-12-02T10:01:00Z')).toBe('outside-mentor-availability'));
  it('says whose availability it is outside of', () =>
    expect(
      refusal('2026-12-02T09:00:00Z', 60, { mentor: berlin, mentee: everyDay('Europe/Berlin', '11:00', '12:00') }),
    ).toBe('outside-mentee-availability'));
});
