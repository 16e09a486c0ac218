import { describe, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Availability } from './availability.ts';
import type { Interval } from './interval.ts';
import { day, minute } from './interval.ts';
import { defaultRules } from './meeting-rules.ts';
import type { SlotQuestion } from './slots.ts';
import { refusalOfTime, slotsOf } from './slots.ts';
import { millisecondsOf } from './wall-clock.ts';
import { whyNone } from './why-none.ts';

const zones = Intl.supportedValuesOf('timeZone');
const wall = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const window = fc
  .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 40 }))
  .map(([from, length]) => ({ from: wall(from * 15), to: wall(Math.min(96, from + length) * 15) }));
const availability: fc.Arbitrary<Availability> = fc.record({
  zone: fc.constantFrom(...zones),
  weekly: fc.array(
    fc.tuple(fc.integer({ min: 1, max: 7 }), window).map(([weekday, times]) => ({ day: weekday, ...times })),
    { maxLength: 10 },
  ),
  overrides: fc.dictionary(
    fc.constantFrom('2026-10-25', '2026-11-01', '2027-03-14', '2027-03-28'),
    fc.array(window, { maxLength: 2 }),
  ),
});
/** Days around which many zones change their clocks, and ordinary ones. */
const asked = fc.constantFrom('2026-10-02', '2026-10-23', '2026-10-30', '2027-03-12', '2027-03-26', '2027-06-01');
const question: fc.Arbitrary<SlotQuestion> = fc
  .tuple(asked, fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 4 }))
  .chain(([date, late, days]) => {
    const at = millisecondsOf(`${date}T00:00:00Z`) - 2 * day + late * minute;
    const from = millisecondsOf(`${date}T00:00:00Z`);
    const meeting = fc
      .tuple(fc.integer({ min: 0, max: days * 1440 }), fc.integer({ min: 15, max: 120 }))
      .map(([start, length]): Interval => ({ from: from + start * minute, to: from + (start + length) * minute }));
    const party = fc.record({ availability, meetings: fc.array(meeting, { maxLength: 4 }) });
    return fc.record({
      at: fc.constant(at),
      range: fc.constant({ from, to: from + days * day }),
      minutes: fc.constantFrom(30, 45, 60, 90),
      mentor: party,
      mentee: party,
      rules: fc.constant(defaultRules),
    });
  });

/** With nothing but meetings in the way. */
const alwaysOpen = (asks: SlotQuestion): SlotQuestion => {
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ day: weekday, from: '00:00', to: '24:00' }));
  const open = (party: SlotQuestion['mentor']) => ({
    ...party,
    availability: { ...party.availability, weekly, overrides: {} },
  });
  return { ...asks, mentor: open(asks.mentor), mentee: open(asks.mentee) };
};

/** The definition, minute by minute, by the runtime's own calendar: no interval arithmetic. */
const isOpen = ({ zone, weekly, overrides }: Availability, instant: number): boolean => {
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  const time = wall(local.hour * 60 + local.minute);
  const windows = overrides[local.toPlainDate().toString()] ?? weekly.filter((each) => each.day === local.dayOfWeek);
  return windows.some(({ from, to }) => from <= time && time < to);
};
const every = (slot: Interval, stepMinutes: number, holds: (instant: number) => boolean): boolean => {
  for (let instant = slot.from; instant < slot.to; instant += stepMinutes * minute) if (!holds(instant)) return false;
  return true;
};

describe('whatever two people say about their time, in any two zones, each slot offered', () => {
  it('lies in both availabilities with each of its minutes', () =>
    fc.assert(
      fc.property(question, (asks) =>
        slotsOf(asks).every((slot) =>
          [asks.mentor, asks.mentee].every((party) => every(slot, 5, (now) => isOpen(party.availability, now))),
        ),
      ),
    ));

  it('keeps ten minutes from every meeting of either', () =>
    fc.assert(
      fc.property(question, (asks) =>
        slotsOf(alwaysOpen(asks)).every(({ from, to }) =>
          [...asks.mentor.meetings, ...asks.mentee.meetings].every(
            (meeting) => meeting.to + 10 * minute <= from || to + 10 * minute <= meeting.from,
          ),
        ),
      ),
    ));

  it('can be booked at that moment, as far as notice, horizon and availability go', () =>
    fc.assert(
      fc.property(question, (asks) => {
        const who = { mentor: asks.mentor.availability, mentee: asks.mentee.availability };
        return slotsOf(asks).every((slot) => refusalOfTime(slot, asks.at, who, asks.rules) === undefined);
      }),
    ));

  it('is found if it exists: no half hour of the mentor that fits is missed', () =>
    fc.assert(
      fc.property(question, (asks) => {
        const free = { ...asks, mentor: { ...asks.mentor, meetings: [] }, mentee: { ...asks.mentee, meetings: [] } };
        const found = new Set(slotsOf(free).map(({ from }) => from));
        const { zone } = asks.mentor.availability;
        const start = Math.max(asks.range.from, asks.at + 24 * 60 * minute);
        for (let from = Math.ceil(start / (15 * minute)) * 15 * minute; from < asks.range.to; from += 15 * minute) {
          const onGrid = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).minute % 30 === 0;
          const slot = { from, to: from + asks.minutes * minute };
          const fits = [asks.mentor, asks.mentee].every((party) =>
            every(slot, 5, (now) => isOpen(party.availability, now)),
          );
          if (found.has(from) !== (onGrid && fits)) return false;
        }
        return true;
      }),
      { numRuns: 60 },
    ));

  it('is opened by the smallest change, where there was none', () =>
    fc.assert(
      fc.property(question, (asks) => {
        if (slotsOf(asks).length > 0) return true;
        const { smallestChange: change } = whyNone(asks);
        if (change?.kind === 'shorter') return slotsOf({ ...asks, minutes: change.minutes }).length === change.opens;
        if (change?.kind !== 'another-range') return true;
        const from = millisecondsOf(change.startsAt);
        return slotsOf({ ...asks, range: { from, to: from + 1 } }).length === 1;
      }),
    ));
});
