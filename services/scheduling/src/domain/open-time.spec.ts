import { describe, expect, it } from '@jest/globals';
import type { Availability } from './availability.ts';
import { gridStarts, openTime } from './open-time.ts';
import { labelled, millisecondsOf } from './wall-clock.ts';

const always = (zone: string, from: string, to: string): Availability => ({
  zone,
  weekly: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from, to })),
  overrides: {},
});
const range = (from: string, to: string) => ({ from: millisecondsOf(from), to: millisecondsOf(to) });
const open = (availability: Availability, from: string, to: string) =>
  openTime(availability, range(from, to)).map((interval) =>
    [interval.from, interval.to].map((instant) => labelled(instant, availability.zone)).join(' – '),
  );

describe('open time on an ordinary day', () => {
  it('is the window of that weekday, in wall time', () =>
    expect(open(always('Europe/Berlin', '09:00', '10:30'), '2026-12-01T00:00:00Z', '2026-12-02T00:00:00Z')).toEqual([
      '2026-12-01T09:00+01:00[Europe/Berlin] – 2026-12-01T10:30+01:00[Europe/Berlin]',
    ]));

  it('is cut to the range that is asked for', () =>
    expect(open(always('Asia/Kolkata', '00:00', '24:00'), '2026-12-01T03:15:00Z', '2026-12-01T04:00:00Z')).toEqual([
      '2026-12-01T08:45+05:30[Asia/Kolkata] – 2026-12-01T09:30+05:30[Asia/Kolkata]',
    ]));

  it('runs through midnight where one window ends at 24:00 and the next begins at 00:00', () =>
    expect(
      open(always('Asia/Kathmandu', '00:00', '24:00'), '2026-12-01T00:00:00Z', '2026-12-04T00:00:00Z'),
    ).toHaveLength(1));

  it('takes the windows of a date instead of the weekly ones', () => {
    const availability = {
      ...always('Europe/Berlin', '09:00', '10:00'),
      overrides: { '2026-12-01': [{ from: '15:00', to: '16:00' }], '2026-12-02': [] },
    };
    expect(open(availability, '2026-12-01T00:00:00Z', '2026-12-04T00:00:00Z')).toEqual([
      '2026-12-01T15:00+01:00[Europe/Berlin] – 2026-12-01T16:00+01:00[Europe/Berlin]',
      '2026-12-03T09:00+01:00[Europe/Berlin] – 2026-12-03T10:00+01:00[Europe/Berlin]',
    ]);
  });
});

describe('open time when clocks go forward', () => {
  it('leaves out the hour that does not exist', () =>
    expect(open(always('America/New_York', '01:30', '03:30'), '2027-03-14T05:00:00Z', '2027-03-14T12:00:00Z')).toEqual([
      '2027-03-14T01:30-05:00[America/New_York] – 2027-03-14T03:30-04:00[America/New_York]',
    ]));

  it('opens nothing for a window inside the hour that does not exist', () =>
    expect(open(always('America/New_York', '02:00', '03:00'), '2027-03-14T05:00:00Z', '2027-03-14T12:00:00Z')).toEqual(
      [],
    ));

  it('begins after the gap where a window begins inside it', () =>
    expect(open(always('America/New_York', '02:30', '04:00'), '2027-03-14T05:00:00Z', '2027-03-14T12:00:00Z')).toEqual([
      '2027-03-14T03:00-04:00[America/New_York] – 2027-03-14T04:00-04:00[America/New_York]',
    ]));

  it('knows a change of half an hour, on the other side of the world', () =>
    expect(
      open(always('Australia/Lord_Howe', '01:00', '03:00'), '2026-10-03T14:00:00Z', '2026-10-03T20:00:00Z'),
    ).toEqual(['2026-10-04T01:00+10:30[Australia/Lord_Howe] – 2026-10-04T03:00+11:00[Australia/Lord_Howe]']));

  it('begins a day whose midnight is skipped at the first moment it has', () =>
    expect(open(always('Africa/Cairo', '00:00', '02:00'), '2027-04-29T21:00:00Z', '2027-04-30T05:00:00Z')).toEqual([
      '2027-04-30T01:00+03:00[Africa/Cairo] – 2027-04-30T02:00+03:00[Africa/Cairo]',
    ]));
});

describe('open time when clocks go back', () => {
  it('opens the hour that comes twice both times', () =>
    expect(open(always('America/New_York', '01:00', '02:00'), '2026-11-01T04:00:00Z', '2026-11-01T12:00:00Z')).toEqual([
      '2026-11-01T01:00-04:00[America/New_York] – 2026-11-01T02:00-05:00[America/New_York]',
    ]));

  it('closes in between where only a part of the hour is open', () =>
    expect(open(always('America/New_York', '00:30', '01:30'), '2026-11-01T04:00:00Z', '2026-11-01T12:00:00Z')).toEqual([
      '2026-11-01T00:30-04:00[America/New_York] – 2026-11-01T01:30-04:00[America/New_York]',
      '2026-11-01T01:00-05:00[America/New_York] – 2026-11-01T01:30-05:00[America/New_York]',
    ]));
});

describe('the grid of starts', () => {
  const starts = (zone: string, from: string, to: string) =>
    gridStarts(zone, range(from, to), 30).map((start) => labelled(start, zone).slice(11, 22));

  it('shows full and half hours on a wall clock that is 45 minutes off', () =>
    expect(starts('Asia/Kathmandu', '2026-12-01T06:00:00Z', '2026-12-01T07:20:00Z')).toEqual([
      '12:00+05:45',
      '12:30+05:45',
      '13:00+05:45',
    ]));

  it('skips the starts that do not exist', () =>
    expect(starts('America/New_York', '2027-03-14T06:30:00Z', '2027-03-14T07:31:00Z')).toEqual([
      '01:30-05:00',
      '03:00-04:00',
      '03:30-04:00',
    ]));

  it('gives a start that comes twice both times, told apart by its offset', () =>
    expect(starts('America/New_York', '2026-11-01T05:00:00Z', '2026-11-01T07:00:00Z')).toEqual([
      '01:00-04:00',
      '01:30-04:00',
      '01:00-05:00',
      '01:30-05:00',
    ]));
});
