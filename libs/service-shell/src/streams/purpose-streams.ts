import { wholeStreams, type LongStreams } from '@telemachy/event-store';
import type { Decider, Fact } from '@telemachy/kernel';
import type { Occasion } from '@telemachy/privacy';
import type { Words } from '../words/words.ts';

type Parts<State, Event extends Fact> = {
  readonly decider: Pick<Decider<State, never, Event, never>, 'initial' | 'evolve'>;
  readonly words: Pick<Words, 'openForPurpose'>;
  readonly purpose: string;
  readonly occasion: Omit<Occasion, 'tenant'>;
};

/**
 * Streams whose state holds the words that a purpose of the service opens, for what decides on them. Where somebody was forgotten, their words are not there.
 * @throws StoreUnavailable while keys are out of reach
 */
export const purposeStreams = <State, Event extends Fact>({
  decider,
  words,
  purpose,
  occasion,
}: Parts<State, Event>): LongStreams<State, Event> => ({
  ...wholeStreams(decider),
  async load(store, tenant, stream) {
    const { head, facts } = await store.load(tenant, stream);
    const opened = await words.openForPurpose(
      purpose,
      { ...occasion, tenant },
      facts.map(({ event }) => event.data),
    );
    const state = facts.reduce(
      (before, { event }, place) =>
        decider.evolve(before, { type: event.type, data: opened[place] } as unknown as Event),
      decider.initial,
    );
    return { head, state, read: head.version };
  },
});
