/** What a stream may answer to a command: new facts, or the reason there are none. */
export type Decision<Event, Refusal extends string> =
  | { readonly accepted: true; readonly events: readonly Event[] }
  | { readonly accepted: false; readonly refusal: Refusal };

/** The facts that follow from a command; none when what was asked is already true. */
export const accept = <const Events extends readonly unknown[]>(
  ...events: Events
): Decision<Events[number], never> => ({
  accepted: true,
  events,
});

/** The command is not possible in this state; the word says what state that is. */
export const refuse = <Refusal extends string>(refusal: Refusal): Decision<never, Refusal> => ({
  accepted: false,
  refusal,
});

/** Three pure functions that say everything about one kind of stream. No clock, no ids, no IO: the command carries them. */
export type Decider<State, Command, Event, Refusal extends string> = {
  readonly initial: State;
  readonly decide: (command: Command, state: State) => Decision<Event, Refusal>;
  readonly evolve: (state: State, event: Event) => State;
};
