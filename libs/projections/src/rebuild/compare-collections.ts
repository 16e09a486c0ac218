import type { DocumentStore, StoredDocument } from '../document-store.ts';
import { byId, hashOfDocument, totalHash } from '../hash.ts';

export type Side = { readonly documents: number; readonly hash: string };

export type CollectionsCompared = {
  readonly one: Side;
  readonly other: Side;
  /** How many documents differ, or are on one side only. */
  readonly differences: number;
  /** Their `_id`s, up to `shown` of them. */
  readonly differing: readonly string[];
};

type Hashed = { readonly id: string; readonly hash: string };

const reader = (documents: AsyncIterable<StoredDocument>) => {
  const iterator = documents[Symbol.asyncIterator]();
  const total = totalHash();
  let count = 0;
  return {
    next: async (): Promise<Hashed | undefined> => {
      const { value, done } = (await iterator.next()) as IteratorResult<StoredDocument, undefined>;
      if (done === true || value === undefined) return undefined;
      count += 1;
      const found = { id: value._id, hash: hashOfDocument(value) };
      total.add(found.id, found.hash);
      return found;
    },
    side: (): Side => ({ documents: count, hash: total.digest() }),
  };
};

type Reader = ReturnType<typeof reader>;

/** Which of the two comes first; negative: `a`, positive: `b`. At least one of them is there. */
const order = (a: Hashed | undefined, b: Hashed | undefined): number => {
  if (a === undefined) return 1;
  return b === undefined ? -1 : byId(a.id, b.id);
};

/** Both sides in step: pairs of the same id, and those that are on one side alone. */
async function* pairs(one: Reader, other: Reader): AsyncGenerator<readonly [Hashed | undefined, Hashed | undefined]> {
  let [a, b] = [await one.next(), await other.next()];
  while (a !== undefined || b !== undefined) {
    const first = order(a, b);
    yield [first <= 0 ? a : undefined, first >= 0 ? b : undefined];
    if (first <= 0) a = await one.next();
    if (first >= 0) b = await other.next();
  }
}

/**
 * Compares two collections document by document, by hash, side by side in the order of their ids: whatever their size, little is held in memory.
 * @param shown so many of the ids that differ are told
 */
export const compareCollections = async (
  documents: Pick<DocumentStore, 'all'>,
  [first, second]: readonly [string, string],
  shown: number,
): Promise<CollectionsCompared> => {
  const [one, other] = [reader(documents.all(first)), reader(documents.all(second))];
  const differing: string[] = [];
  let differences = 0;
  for await (const [a, b] of pairs(one, other)) {
    if (a?.hash === b?.hash) continue;
    differences += 1;
    const id = a?.id ?? b?.id;
    if (id !== undefined && differing.length < shown) differing.push(id);
  }
  return { one: one.side(), other: other.side(), differences, differing };
};
