import type { PersonId } from '@telemachy/contracts';
import { wholeStreams, type LongStreams } from '@telemachy/event-store';
import type { Decider, Fact } from '@telemachy/kernel';
import type { Access } from '../access/access.ts';
import { unavailable, wordsForgotten } from '../http/problem.ts';
import type { OpensWords } from './streams.ts';

type Parts<State, Event extends Fact> = {
  readonly decider: Pick<Decider<State, never, Event, never>, 'initial' | 'evolve'>;
  readonly relations: (state: State, person: PersonId | undefined) => readonly string[];
  readonly opens: Pick<OpensWords<State, never>, 'words' | 'mentorshipOf'>;
  readonly access: Pick<Access, 'caller' | 'person' | 'operation'>;
};

/**
 * Streams whose state holds the words that the caller may read: facts are folded once to see how the caller stands to the thing, and, for who is one of its
 * people, once more with words. Nothing of that is kept anywhere.
 * @throws Problem 503 while keys are out of reach, 410 where they are gone
 */
export const openedStreams = <State, Event extends Fact>({
  decider,
  relations,
  opens,
  access,
}: Parts<State, Event>): LongStreams<State, Event> => ({
  ...wholeStreams(decider),
  async load(store, tenant, stream) {
    const { head, facts } = await store.load(tenant, stream);
    const folded = (events: readonly Fact[]): State =>
      events.reduce((state, event) => decider.evolve(state, event as Event), decider.initial);
    const closed = folded(facts.map(({ event }) => event));
    const mentorship = opens.mentorshipOf?.(closed);
    const isParty = mentorship !== undefined && relations(closed, access.person).length > 0;
    if (!isParty && opens.mentorshipOf !== undefined) return { head, state: closed, read: head.version };
    const opened = await opens.words.openFor(
      access,
      mentorship === undefined ? [] : [mentorship],
      facts.map(({ event }) => event.data as { readonly words?: unknown }),
    );
    for (const { words: why } of opened as readonly { readonly words?: unknown }[]) {
      if (why === 'sealed') throw unavailable();
      if (why === 'forgotten') throw wordsForgotten();
    }
    const state = folded(facts.map(({ event }, place) => ({ type: event.type, data: opened[place] })));
    return { head, state, read: head.version };
  },
});
