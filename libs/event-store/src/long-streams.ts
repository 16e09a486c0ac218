import type { Decider, Fact } from '@telemachy/kernel';
import type { EventStore, Head } from './port.ts';

/** What is needed of a decider to know a stream's state. */
export type Evolving<State, Event extends Fact> = Pick<Decider<State, never, Event, never>, 'initial' | 'evolve'>;

export type LoadedState<State> = {
  readonly head: Head;
  readonly state: State;
  /** How many versions of the stream had to be read. */
  readonly read: number;
};

/** How a command handler comes to the state of streams that grow long: by their whole, by snapshots, or by summaries. */
export type LongStreams<State, Event extends Fact> = {
  readonly load: (store: EventStore, tenant: string, stream: string) => Promise<LoadedState<State>>;
  /**
   * Facts that travel behind those of a command.
   * @param read versions that the next load would have to read without them
   */
  readonly behind: (after: State, read: number) => readonly Event[];
  /** Told of each state at a head; returns at once. */
  readonly reached: (store: EventStore, head: Head, state: State, read: number) => void;
};

export const fold = <State, Event extends Fact>(
  { evolve }: Evolving<State, Event>,
  from: State,
  facts: readonly { readonly event: Fact }[],
): State => facts.reduce((state, { event }) => evolve(state, event as Event), from);

/** Every fact is read each time: right for streams of up to some hundred. */
export const wholeStreams = <State, Event extends Fact>(
  evolving: Evolving<State, Event>,
): LongStreams<State, Event> => ({
  async load(store, tenant, stream) {
    const { head, facts } = await store.load(tenant, stream);
    return { head, state: fold(evolving, evolving.initial, facts), read: head.version };
  },
  behind: () => [],
  reached: () => {},
});
