import type { Recorded } from '@telemachy/kernel';
import type { Change, CheckpointKey, DocumentStore, UnitOfWork } from '../document-store.ts';
import { PoisonFact, contentOf, documentOf, foldFact, storedFrom, type AnyProjection, type Folded } from '../fold.ts';
import { nameOfStream, park, parkedChange, parkedCollection, parkedStreams, type ParkedStream } from '../parked.ts';

export type BulkLimits = {
  /** So many changed documents, and bytes of them, are kept in one unit of work at most. */
  readonly documents?: number;
  readonly bytes?: number;
  /** About how much may be held in memory, in bytes. */
  readonly cache?: number;
  /** So many facts are read from a store at once. */
  readonly facts?: number;
};

export type BulkFoldOptions = {
  readonly projection: AnyProjection;
  readonly documents: DocumentStore;
  /** The generation that is built; its documents and parked streams, as far as there are any, are gone on with. */
  readonly generation: string;
  /** Where a fact's stream lies, for streams that are parked. */
  readonly placeOf: (fact: Recorded) => Pick<CheckpointKey, 'topic' | 'partition'>;
  /** Documents that the database refuses, and why. */
  readonly refused?: ReadonlyMap<string, string>;
  readonly limits?: BulkLimits | undefined;
};

const mebibyte = 1024 * 1024;
const most = { documents: 10_000, bytes: 16 * mebibyte, cache: 256 * mebibyte };
/** At least so often, so that a kill costs seconds. */
const keepEveryMs = 3_000;
const measureEvery = 256;
const idsPerLoad = 2_000;

/** Folds facts by the hundred thousand: in memory, and written by the ten thousand, in one unit of work with how far it has come. */
export const bulkFold = async (options: BulkFoldOptions) => {
  const { projection, documents, generation, placeOf, refused = new Map() } = options;
  const limits = { ...most, ...options.limits };
  const cached: Folded = new Map();
  /** Of those in the cache: which are in the database. */
  const stored = new Set<string>();
  const changed = new Set<string>();
  const parked = new Map<string, ParkedStream>();
  const parkedNow = new Set<string>();
  /** Whether the cache holds every document there is, so that what it lacks is nowhere. */
  let complete = true;
  let bytesPerDocument = 1_024;
  let keptAt = performance.now();
  let folded = 0;

  const remember = (id: string, content: object): void => {
    cached.set(id, content);
    stored.add(id);
  };
  const measure = (id: string): void => {
    const size = JSON.stringify(cached.get(id) ?? {}).length;
    bytesPerDocument += (size - bytesPerDocument) / 8;
  };
  const forgetIfFull = (): void => {
    if (cached.size * bytesPerDocument <= limits.cache) return;
    cached.clear();
    stored.clear();
    complete = false;
  };

  for (const stream of await parkedStreams(documents, { consumer: generation }))
    parked.set(nameOfStream(stream), stream);
  for await (const document of documents.all(generation)) {
    remember(document._id, contentOf(document));
    if (stored.size % measureEvery === 1) measure(document._id);
    forgetIfFull();
    if (!complete) break;
  }

  const fetch = async (ids: readonly string[]): Promise<void> => {
    const missing = [...new Set(ids.filter((id) => !cached.has(id)))];
    for (let start = 0; start < missing.length; start += idsPerLoad) {
      const some = missing.slice(start, start + idsPerLoad);
      const found = await documents.transact((unit) => unit.load(generation, some));
      for (const [id, document] of found) remember(id, contentOf(document));
    }
  };

  const foldOne = (fact: Recorded, id: string | undefined | PoisonFact): void => {
    const name = nameOfStream(fact);
    const waiting = parked.get(name);
    try {
      if (waiting !== undefined) throw new PoisonFact(generation, fact, waiting.reason);
      if (id instanceof PoisonFact) throw id;
      if (id === undefined) return;
      const refusal = refused.get(id);
      if (refusal !== undefined) throw new PoisonFact(generation, fact, refusal);
      foldFact(projection, cached, id, fact);
      changed.add(id);
      folded += 1;
      if (folded % measureEvery === 1) measure(id);
    } catch (error) {
      if (!(error instanceof PoisonFact)) throw error;
      park(parked, { consumer: generation, ...placeOf(fact) }, fact, error.reason);
      parkedNow.add(name);
    }
  };

  const changesOf = (): Change[] =>
    [...changed].flatMap((id): Change[] => {
      const content = cached.get(id);
      if (content === undefined) return stored.has(id) ? [{ kind: 'remove', id }] : [];
      return [{ kind: stored.has(id) ? 'put' : 'add', document: storedFrom(id, content) }];
    });

  return {
    /** Facts that are heard, those of one stream in order. One call at a time. */
    fold: async (facts: readonly Recorded[]): Promise<void> => {
      const ids = facts.map((fact) => {
        try {
          return documentOf(projection, fact);
        } catch (error) {
          if (error instanceof PoisonFact) return error;
          throw error;
        }
      });
      if (!complete) await fetch(ids.filter((id) => typeof id === 'string'));
      for (const [index, fact] of facts.entries()) foldOne(fact, ids[index]);
    },
    /** Whether it is time to keep what was folded. */
    due: (): boolean =>
      changed.size >= limits.documents ||
      changed.size * bytesPerDocument >= limits.bytes ||
      performance.now() - keptAt >= keepEveryMs,
    /**
     * Keeps what was folded, and what belongs to it, in one unit of work.
     * @throws DocumentRefused
     */
    keep: async (also: (unit: UnitOfWork) => Promise<void>): Promise<void> => {
      const changes = changesOf();
      const streams = [...parkedNow].flatMap((name) => parked.get(name) ?? []);
      await documents.transact(async (unit) => {
        await unit.write(generation, changes);
        await unit.write(parkedCollection, streams.map(parkedChange));
        await also(unit);
      });
      for (const change of changes) {
        if (change.kind === 'remove') stored.delete(change.id);
        else stored.add(change.document._id);
      }
      changed.clear();
      parkedNow.clear();
      forgetIfFull();
      keptAt = performance.now();
    },
    /** Facts folded by this object. */
    folded: (): number => folded,
  };
};
export type BulkFold = Awaited<ReturnType<typeof bulkFold>>;
