import { hearing, ownerOf } from '@telemachy/contracts';
import { keyOf, partitionOf, type Published } from '@telemachy/event-log';
import type { Recorded } from '@telemachy/kernel';
import type { CheckpointKey, DocumentStore } from '../document-store.ts';
import type { BuildChange, BuildClaim } from './build-claim.ts';
import type { BulkFold } from './bulk-fold.ts';
import type { FactSources } from './fact-source.ts';

export type FoldStoresOptions = {
  readonly hears: readonly string[];
  readonly sources: FactSources;
  readonly topicOf: (service: string) => string;
  readonly documents: DocumentStore;
  readonly claim: BuildClaim;
  readonly bulk: BulkFold;
  /** Told now and then. */
  readonly progress: (so: { readonly service: string; readonly position: number; readonly of: number }) => void;
  readonly signal: AbortSignal;
  /** So many are read at once. */
  readonly factsPerRead: number;
};

/** So many new facts are read from the store rather than from the topic. */
const worthReading = 10_000;

/** The partition of a fact's stream in its service's topic. */
export const placeIn =
  (topic: string, partitions: number) =>
  ({ tenant, stream }: Recorded): Pick<CheckpointKey, 'topic' | 'partition'> => ({
    topic,
    partition: partitions === 0 ? 0 : partitionOf(keyOf(tenant, stream), partitions),
  });

/**
 * Where to begin in a partition: at an offset before which other consumers of this service have passed nothing later than `position`. Without one, at the
 * beginning; then everything up to `position` is passed over by its number.
 */
const offsetsIn = async (documents: DocumentStore, topic: string, position: number): Promise<Map<number, bigint>> => {
  const offsets = new Map<number, bigint>();
  for (const consumer of await documents.consumers())
    for (const one of await documents.checkpointsOf(consumer))
      if (one.topic === topic && one.position <= position && one.offset > (offsets.get(one.partition) ?? 0n))
        offsets.set(one.partition, one.offset);
  return offsets;
};

/**
 * Folds what is published of each service heard, one after the other, from its store; then notes in which place of the topic to go on. Facts of different
 * services may come in any order among one another. Goes on where a builder before it was killed.
 */
export const foldStores = async (options: FoldStoresOptions): Promise<void> => {
  const { sources, topicOf, documents, claim, bulk, progress, signal, factsPerRead } = options;
  const asked = hearing(options.hears);
  const before = (await claim.building()).folded;

  const upTo =
    (service: string, position: number): BuildChange =>
    ({ positions }) => ({ positions: { ...positions, [service]: position }, folded: before + bulk.folded() });

  const pages = async function* (service: string, from: number, to: number): AsyncGenerator<readonly Recorded[]> {
    const { readAll } = sources(service);
    let next = readAll(from, factsPerRead);
    for (;;) {
      const page = await next;
      const last = page.at(-1);
      if (last === undefined || last.position >= to) return yield page.filter(({ position }) => position <= to);
      // The next page is on its way while this one is folded.
      next = readAll(last.position, factsPerRead);
      next.catch(() => undefined);
      yield page;
    }
  };

  const noteWhere = async (service: string, { position, partitionseqs }: Published): Promise<void> => {
    const topic = topicOf(service);
    const offsets = await offsetsIn(documents, topic, position);
    await bulk.keep(async (unit) => {
      await claim.keep(unit, upTo(service, position));
      for (const [partition, partitionseq] of partitionseqs.entries()) {
        const to = { offset: offsets.get(partition) ?? 0n, position, partitionseq };
        await unit.moveCheckpoint({ consumer: claim.name, topic, partition }, undefined, to);
      }
    });
  };

  const foldUpTo = async (service: string, from: number, to: number): Promise<void> => {
    for await (const page of pages(service, from, to)) {
      signal.throwIfAborted();
      await bulk.fold(page.filter(({ event }) => asked(event.type) !== 'unheard'));
      const position = page.at(-1)?.position ?? to;
      progress({ service, position, of: to });
      if (bulk.due()) await bulk.keep((unit) => claim.keep(unit, upTo(service, position)));
    }
  };
  const publishedOf = async (service: string): Promise<Published> =>
    (await sources(service).published()) ?? { position: 0, partitionseqs: [] };

  for (const service of new Set(options.hears.map(ownerOf))) {
    const checkpoints = await documents.checkpointsOf(claim.name);
    if (checkpoints.some(({ topic }) => topic === topicOf(service))) continue;
    let at = (await claim.building()).positions[service] ?? 0;
    let published = await publishedOf(service);
    for (;;) {
      await foldUpTo(service, at, published.position);
      at = published.position;
      const now = await publishedOf(service);
      if (now.position - at < worthReading) break;
      published = now;
    }
    await noteWhere(service, published);
  }
};
