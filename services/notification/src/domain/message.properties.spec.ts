import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { MessageId, PersonId } from '@telemachy/contracts';
import { message } from './message.ts';
import type { Message, MessageCommand } from './message.ts';

const at = fc
  .integer({ min: 0, max: 5000 })
  .map((minute) => new Date(Date.UTC(2026, 10, 20) + minute * 60_000).toISOString());
const decide = fc.record({
  type: fc.constant('decide-message' as const),
  messageId: fc.constant('5b0c7e0a-6f5e-5d0c-9a1b-0f4d5c8f2a11' as MessageId),
  recipientId: fc.constant('3f8e1c52-0c1d-5a3e-8f21-6a8e2f4b7c90' as PersonId),
  channel: fc.constantFrom('in-app' as const, 'email' as const),
  template: fc.constantFrom('meeting-booked' as const, 'goal-set' as const, 'match-proposed' as const),
  about: fc.constant({}),
  sourceFactId: fc.constant('0f4d5c8f-2a11-5d0c-9a1b-5b0c7e0a6f5e'),
  urgent: fc.boolean(),
  worthlessAfterAt: at,
  chosen: fc.constantFrom(true, false, undefined),
  at,
});
const command: fc.Arbitrary<MessageCommand> = fc.oneof(
  decide,
  fc.record({ type: fc.constantFrom('record-sent' as const, 'expire' as const, 'read' as const), at }),
  fc.record({
    type: fc.constant('record-failure' as const),
    attempt: fc.integer({ min: 1, max: 7 }),
    code: fc.constantFrom('smtp-451', 'smtp-550'),
    final: fc.boolean(),
    at,
  }),
);

const perform = (state: Message, asked: MessageCommand) => {
  const decision = message.decide(asked, state);
  const events = decision.accepted ? decision.events : [];
  return { events, state: events.reduce<Message>(message.evolve, state) };
};
const history = (commands: readonly MessageCommand[]) => {
  let state = message.initial;
  return commands.flatMap((asked) => {
    const done = perform(state, asked);
    ({ state } = done);
    return done.events.map((event) => ({ event, after: done.state }));
  });
};

describe('any message, whatever is asked of it in whatever order', () => {
  it('says nothing new when a command is repeated', () =>
    fc.assert(
      fc.property(fc.array(command, { maxLength: 20 }), command, (before, asked) => {
        const { state } = [...before, asked].reduce((done, next) => perform(done.state, next), {
          state: message.initial,
        });
        expect(perform(state, asked).events).toEqual([]);
      }),
    ));

  it('is decided at most once and sent at most once', () =>
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        const types = history(commands).map(({ event }) => event.type);
        for (const once of ['decided', 'sent', 'expired', 'read'])
          expect(types.filter((type) => type === `notification.message-${once}.v1`).length).toBeLessThanOrEqual(1);
      }),
    ));

  it('stays as it ended', () =>
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        const told = history(commands);
        const end = told.findIndex(({ after }) => ['sent', 'given-up', 'expired', 'suppressed'].includes(after.status));
        expect(end === -1 ? [] : told.slice(end + 1)).toEqual([]);
      }),
    ));
});
