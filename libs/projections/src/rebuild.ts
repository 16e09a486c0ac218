import { hearing } from '@telemachy/contracts';
import type { Fact, Projection, Recorded } from '@telemachy/kernel';
import type { DocumentStore, StoredDocument } from './document-store.ts';
import { anyProjection, documentOf, foldFact, storedFrom } from './fold.ts';
import type { Folded } from './fold.ts';
import { liveName } from './generations.ts';
import { byId, hashOfDocument, totalOf } from './hash.ts';
import { collectionOf } from './read-model.ts';

/** Facts in order: each stream's by version. Streams of several services may come in any order among one another. */
export type FactsInOrder = Iterable<Recorded> | AsyncIterable<Recorded>;

/** The documents that a projection makes of all facts there are, by `_id`; its facts alone are heard. @throws PoisonFact */
export const rebuildInMemory = async <Doc extends object, Event extends Fact>(
  projection: Projection<Doc, Event>,
  facts: FactsInOrder,
): Promise<ReadonlyMap<string, StoredDocument>> => {
  const any = anyProjection(projection);
  const asked = hearing(projection.hears);
  const documents: Folded = new Map();
  for await (const fact of facts) {
    if (asked(fact.event.type) === 'unheard') continue;
    const id = documentOf(any, fact);
    if (id !== undefined) foldFact(any, documents, id, fact);
  }
  const kept = [...documents].flatMap(([id, content]): [string, StoredDocument][] =>
    content === undefined ? [] : [[id, storedFrom(id, content)]],
  );
  return new Map(kept.toSorted(([one], [other]) => byId(one, other)));
};

export type Comparison = {
  readonly equal: boolean;
  readonly live: { readonly documents: number; readonly hash: string };
  readonly rebuilt: { readonly documents: number; readonly hash: string };
  /** `_id`s of up to 20 documents that differ or are on one side only. */
  readonly differing: readonly string[];
};

/** Whether the live read model equals what the facts say now, document by document. */
export const compareWithRebuilt = async <Doc extends object, Event extends Fact>(
  documents: Pick<DocumentStore, 'all' | 'generations'>,
  projection: Projection<Doc, Event>,
  facts: FactsInOrder,
): Promise<Comparison> => {
  const rebuilt = await rebuildInMemory(projection, facts);
  const expected = new Map([...rebuilt].map(([id, document]) => [id, hashOfDocument(document)]));
  const actual = new Map<string, string>();
  for await (const document of documents.all(await liveName(documents, collectionOf(projection))))
    actual.set(document._id, hashOfDocument(document));
  const ids = new Set([...expected.keys(), ...actual.keys()]);
  const differing = [...ids].filter((id) => expected.get(id) !== actual.get(id)).toSorted();
  return {
    equal: differing.length === 0,
    live: { documents: actual.size, hash: totalOf(actual) },
    rebuilt: { documents: expected.size, hash: totalOf(expected) },
    differing: differing.slice(0, 20),
  };
};
