import { expect } from '@jest/globals';
import type { Fact, Process, Reaction, Recorded } from '@telemachy/kernel';
import { deepFreeze } from './deep-freeze.ts';
import { recorded } from './recorded.ts';

/** `given(facts).when(fact).then(reactions)`: a process's policy as sentences. */
export const processSpecFor = <State, Event extends Fact, Command>(process: Process<State, Event, Command>) => {
  const wrap = (fact: Event | Recorded<Event>, version: number): Recorded<Event> =>
    deepFreeze('event' in fact ? fact : recorded(fact, { version }));
  const given = (...facts: readonly (Event | Recorded<Event>)[]) => {
    const state = facts.reduce<State>(
      (folded, fact, index) => deepFreeze(process.evolve(folded, wrap(fact, index + 1))),
      deepFreeze(process.initial),
    );
    return {
      when: (fact: Event | Recorded<Event>) => {
        const react = () => process.react(wrap(fact, facts.length + 1), state);
        return {
          // oxlint-disable-next-line unicorn/no-thenable -- given, when, then; nobody awaits it
          then: (...reactions: readonly Reaction<Command>[]) => expect(react()).toEqual(reactions),
          thenNothing: () => expect(react()).toEqual([]),
          reactions: react,
        };
      },
      state: () => state,
    };
  };
  return { given };
};
