import { withoutSkipped } from '@telemachy/contracts';
import type { Fact, Projection } from '@telemachy/kernel';
import type { DocumentStore } from './document-store.ts';
import { anyProjection } from './fold.ts';
import { liveName } from './generations.ts';
import { loadParked, nameOfStream, parkedChange, parkedCollection } from './parked.ts';
import type { ParkedStream, StreamName } from './parked.ts';
import { foldFacts } from './projection-step.ts';
import { collectionOf } from './read-model.ts';

export type RetryOptions<Doc extends object, Event extends Fact> = StreamName & {
  readonly projection: Projection<Doc, Event>;
  readonly documents: DocumentStore;
  /** Ids of waiting facts that no longer count, although the marks that say so have not come here yet. */
  readonly skipped?: ReadonlySet<string>;
};

/** How many facts wait no longer (those that do not count among them), and how many still do because one of them cannot be handled. */
export type Retried = { readonly done: number; readonly left: number };

/**
 * Folds the waiting facts of a stream, in order, as far as that goes; the stream flows again when all are folded. Safe beside the running projection.
 */
export const retryParked = async <Doc extends object, Event extends Fact>({
  projection,
  documents,
  tenant,
  stream,
  skipped = new Set(),
}: RetryOptions<Doc, Event>): Promise<Retried> => {
  const consumer = await liveName(documents, collectionOf(projection));
  const name = nameOfStream({ tenant, stream });
  return documents.transact(async (unit) => {
    const waiting = (await loadParked(unit, consumer, [name])).get(name);
    if (waiting === undefined) return { done: 0, left: 0 };
    const { topic, partition } = waiting;
    const facts = withoutSkipped(waiting.facts).filter(({ id }) => !skipped.has(id));
    const parked = new Map<string, ParkedStream>();
    const folding = { projection: anyProjection(projection), key: { consumer, topic, partition }, refused: new Map() };
    await foldFacts(unit, { ...folding, facts, parked, setAside: true });
    const left = stillWaiting(waiting, parked.get(name));
    await unit.write(parkedCollection, [parkedChange(left)]);
    return { done: waiting.facts.length - left.facts.length, left: left.facts.length };
  });
};

/** From the fact on that could not be handled, with what was left out behind it: marks may be taken back. */
export const stillWaiting = (waiting: ParkedStream, again: ParkedStream | undefined): ParkedStream => {
  const first = waiting.facts.findIndex(({ id }) => id === again?.facts[0]?.id);
  if (again === undefined || first < 0) return { ...waiting, facts: [] };
  return { ...waiting, reason: again.reason, facts: waiting.facts.slice(first) };
};
