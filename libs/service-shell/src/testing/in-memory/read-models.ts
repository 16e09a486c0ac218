import type { EventStore } from '@telemachy/event-store';
import { collectionOf, idOf, liveReads } from '@telemachy/projections';
import type { Connection } from 'mongoose';
import { ReadModels } from '../../read-models/read-models.ts';
import type { ProjectionEntry } from '../../service.ts';
import { fits } from './fits.ts';

type Stored = { readonly _id: string; readonly tenant: string; readonly [field: string]: unknown };
type Sorting = Readonly<Record<string, 1 | -1>>;

/** More facts than any test says. */
const all = 100_000;

const byEach =
  (sorting: Sorting) =>
  (one: Stored, other: Stored): number => {
    for (const [field, direction] of Object.entries(sorting)) {
      const [first, second] = [String(one[field]), String(other[field])];
      if (first !== second) return first < second ? -direction : direction;
    }
    return 0;
  };

/** What mongoose's `find` gives, as far as a read model asks. */
const queryOf = (found: Promise<readonly Stored[]>) => ({
  sort: (sorting: Sorting) => queryOf(found.then((documents) => documents.toSorted(byEach(sorting)))),
  limit: (most: number) => queryOf(found.then((documents) => documents.slice(0, most))),
  maxTimeMS: () => queryOf(found),
  lean: () => queryOf(found),
  exec: () => found,
});

/** As much of `countDocuments`. */
const countOf = (found: Promise<readonly Stored[]>) => ({
  maxTimeMS: () => countOf(found),
  exec: async () => (await found).length,
});

/** Folds what the store has and was not folded yet. */
const folding = (store: Pick<EventStore, 'readAll'>, { projection }: ProjectionEntry) => {
  const documents = new Map<string, Stored>();
  let done = 0;
  return async (): Promise<readonly Stored[]> => {
    const facts = await store.readAll(0, all);
    for (const fact of facts.slice(done)) {
      const key = projection.hears.includes(fact.event.type) ? projection.keyOf(fact) : undefined;
      if (key === undefined) continue;
      const id = idOf(fact.tenant, key);
      const after = projection.apply(documents.get(id), fact) as object | undefined;
      if (after === undefined) documents.delete(id);
      else documents.set(id, { ...after, _id: id, tenant: fact.tenant });
    }
    done = facts.length;
    return [...documents.values()];
  };
};

/** A service's read models over a store alone: as fresh as the store, and asked by the code that asks MongoDB. */
export const readModelsInMemory = (
  store: Pick<EventStore, 'readAll'>,
  projections: readonly ProjectionEntry[],
): ReadModels => {
  const modelOf = (entry: ProjectionEntry) => {
    const documents = folding(store, entry);
    const found = async (where: Readonly<Record<string, unknown>>) =>
      (await documents()).filter((document) => fits(document, where));
    return {
      find: (where: Readonly<Record<string, unknown>>) => queryOf(found(where)),
      countDocuments: (where: Readonly<Record<string, unknown>>) => countOf(found(where)),
    };
  };
  const models = Object.fromEntries(projections.map((entry) => [collectionOf(entry.projection), modelOf(entry)]));
  return new ReadModels({
    connection: { models } as unknown as Connection,
    freshness: { reached: async () => 'seen' },
    reads: liveReads({ generations: async () => [] }),
    longestQueryMs: 1000,
  });
};
