import { expect } from '@jest/globals';
import type { Decider } from '@telemachy/kernel';
import { deepFreeze } from './deep-freeze.ts';

/** `given(facts).when(command).then(facts)`: a decider's behaviour as sentences. State is frozen, so that a mutation fails the test that made it. */
export const specFor = <State, Command, Event, Refusal extends string>(
  decider: Decider<State, Command, Event, Refusal>,
) => {
  const fold = (events: readonly Event[]): State =>
    events.reduce((state, event) => deepFreeze(decider.evolve(state, deepFreeze(event))), deepFreeze(decider.initial));
  const given = (...facts: readonly Event[]) => ({
    when: (command: Command) => {
      const decide = () => decider.decide(deepFreeze(command), fold(facts));
      return {
        /** These facts follow, in this order, and no others. */
        // oxlint-disable-next-line unicorn/no-thenable -- given, when, then; nobody awaits it
        then: (...expected: readonly Event[]) => expect(decide()).toEqual({ accepted: true, events: expected }),
        /** What was asked is true already: no fact follows. */
        thenNothing: () => expect(decide()).toEqual({ accepted: true, events: [] }),
        thenRefused: (refusal: Refusal) => expect(decide()).toEqual({ accepted: false, refusal }),
      };
    },
    /** The state these facts lead to. */
    state: () => fold(facts),
  });
  return { given };
};
