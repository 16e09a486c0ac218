import { describe, it } from '@jest/globals';
import type { MeetingFact } from '@telemachy/contracts/scheduling';
import * as fc from 'fast-check';
import { everyDay, book, cancel, move, setting } from './testing/meetings.ts';
import type { Meeting, MeetingCommand } from './meeting.ts';
import { meeting } from './meeting.ts';
import { instantOf, millisecondsOf } from './wall-clock.ts';

const hour = 3_600_000;
const begin = millisecondsOf('2026-11-30T08:00:00Z');
const instant = fc.integer({ min: -30, max: 24 * 65 }).map((hours) => instantOf(begin + hours * hour));
const at = fc.integer({ min: 0, max: 24 * 40 }).map((hours) => instantOf(begin + hours * hour));
const always = { ...setting, mentor: everyDay('UTC', '00:00', '24:00'), mentee: everyDay('UTC', '00:00', '24:00') };
const command: fc.Arbitrary<MeetingCommand> = fc.oneof(
  fc.tuple(instant, at).map(([startsAt, now]) => book(startsAt, { at: now, setting: always })),
  fc
    .tuple(instant, at, fc.option(fc.constantFrom(30, 45, 60, 90), { nil: undefined }))
    .map(([startsAt, now, minutes]) => move(startsAt, { at: now, minutes, setting: always })),
  at.map((now) => cancel({ at: now })),
);
const perform = (
  state: Meeting,
  next: MeetingCommand,
): { readonly after: Meeting; readonly facts: readonly MeetingFact[] } => {
  const decision = meeting.decide(next, state);
  const facts = decision.accepted ? decision.events : [];
  return { after: facts.reduce(meeting.evolve, state), facts };
};

describe('whatever is asked of a meeting, in whatever order,', () => {
  it('asking the same again at once says nothing new', () =>
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        let state: Meeting = meeting.initial;
        return commands.every((next) => {
          state = perform(state, next).after;
          return perform(state, next).facts.length === 0;
        });
      }),
    ));

  it('it is cancelled at most once, and nothing follows', () =>
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        let state: Meeting = meeting.initial;
        const types = commands.flatMap((next) => {
          const { after, facts } = perform(state, next);
          state = after;
          return facts.map(({ type }) => type);
        });
        const end = types.indexOf('scheduling.meeting-cancelled.v1');
        return end === -1 || end === types.length - 1;
      }),
    ));

  it('it never begins with less notice than 24 hours from the moment of asking', () =>
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        let state: Meeting = meeting.initial;
        return commands.every((next) => {
          const { after, facts } = perform(state, next);
          state = after;
          return facts.every(
            ({ type, data }) =>
              type === 'scheduling.meeting-cancelled.v1' ||
              millisecondsOf(data.startsAt) - millisecondsOf(next.at) >= 24 * hour,
          );
        });
      }),
    ));
});
