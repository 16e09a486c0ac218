import type { Fact, Recorded } from './recorded.ts';

/** What a process asks for: an own command, or to be woken at a time. */
export type Reaction<Command> =
  | { readonly kind: 'command'; readonly command: Command }
  | {
      readonly kind: 'timer';
      /** Unique within the process instance; setting it again with another time moves it. */
      readonly name: string;
      /** RFC 3339 instant. A time in the past fires at once. */
      readonly dueAt: string;
      /** Carried to the timer's fact; ids and codes only, never a personal value. */
      readonly payload?: Readonly<Record<string, string | number>>;
    }
  | { readonly kind: 'cancel-timer'; readonly name: string };

/**
 * A decider turned round: facts in, own commands out. Deadlines are timers, which come back as facts.
 * Command ids are derived from the fact's id, so a redelivery repeats nothing.
 */
export type Process<State, Event extends Fact, Command> = {
  readonly name: string;
  readonly version: number;
  readonly hears: readonly Event['type'][];
  /** Which instance this fact belongs to, within its tenant; `undefined`: none. */
  readonly correlate: (fact: Recorded<Event>) => string | undefined;
  readonly initial: State;
  readonly react: (fact: Recorded<Event>, state: State) => readonly Reaction<Command>[];
  readonly evolve: (state: State, fact: Recorded<Event>) => State;
  /**
   * What is commanded instead of a command that kept failing and was given up, so that nobody waits for it for ever; `undefined`: nothing.
   * Its identity comes from the same fact. One that keeps failing itself is given up without another.
   */
  whenGivenUp?(command: Command): Command | undefined;
};
