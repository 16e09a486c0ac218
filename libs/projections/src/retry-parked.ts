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
  /** Drops the first waiting fact: the live read model differs from a rebuild until a newer version of the projection can fold it. */
  readonly skipFirst?: boolean;
};

/** How many facts were folded, and how many still wait because one of them cannot be. */
export type Retried = { readonly folded: number; readonly left: number };

/**
 * Folds the waiting facts of a stream, in order, as far as that goes; the stream flows again when all are folded. Safe beside the running projection.
 */
export const retryParked = async <Doc extends object, Event extends Fact>({
  projection,
  documents,
  tenant,
  stream,
  skipFirst = false,
}: RetryOptions<Doc, Event>): Promise<Retried> => {
  const consumer = await liveName(documents, collectionOf(projection));
  const name = nameOfStream({ tenant, stream });
  return documents.transact(async (unit) => {
    const waiting = (await loadParked(unit, consumer, [name])).get(name);
    if (waiting === undefined) return { folded: 0, left: 0 };
    const { topic, partition } = waiting;
    const facts = waiting.facts.slice(skipFirst ? 1 : 0);
    const parked = new Map<string, ParkedStream>();
    const key = { consumer, topic, partition };
    await foldFacts(unit, {
      projection: anyProjection(projection),
      key,
      facts,
      parked,
      refused: new Map(),
      setAside: true,
    });
    const left = parked.get(name) ?? { ...waiting, facts: [] };
    await unit.write(parkedCollection, [parkedChange(left)]);
    return { folded: facts.length - left.facts.length, left: left.facts.length };
  });
};
