import { hearing } from '@telemachy/contracts';
import type { Fact, Process, Recorded } from '@telemachy/kernel';
import { collectionOf, frozen, hashOfDocument, idOf, PoisonFact, type StoredDocument } from '@telemachy/projections';
import { answerOf, instanceOf, type AnyProcess } from './process-step.ts';

/**
 * The states that a process comes to by these facts, by `_id`; what it would ask for is left alone. @throws PoisonFact
 * @param facts those of each stream in order
 */
export const rebuildStates = async <State, Event extends Fact, Command>(
  process: Process<State, Event, Command>,
  facts: AsyncIterable<Recorded>,
): Promise<ReadonlyMap<string, StoredDocument>> => {
  const any = process as unknown as AnyProcess;
  const asked = hearing(any.hears);
  const states = new Map<string, StoredDocument>();
  for await (const fact of facts) {
    if (asked(fact.event.type) === 'unheard') continue;
    const instance = instanceOf(any, fact);
    if (instance instanceof PoisonFact) throw instance;
    if (instance === undefined) continue;
    const _id = idOf(fact.tenant, instance);
    try {
      const { next } = answerOf(any, fact, states.get(_id)?.['state'] ?? frozen(any.initial));
      states.set(_id, { _id, tenant: fact.tenant, state: frozen(next) });
    } catch (cause) {
      throw new PoisonFact(collectionOf(any), fact, cause);
    }
  }
  return states;
};

const unordered = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) {
    const items = value.map(unordered);
    return items.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, unordered(field)]));
};

/** Of a state, whatever the order in its lists: an instance hears its streams in the order in which they come, and that is kept nowhere. */
export const hashOfState = (document: StoredDocument): string => hashOfDocument(unordered(document) as StoredDocument);
