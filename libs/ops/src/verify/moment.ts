import { ownerOf } from '@telemachy/contracts';
import { keyOf, mongoProgress, partitionOf } from '@telemachy/event-log';
import type { Recorded } from '@telemachy/kernel';
import { parkedStreams, type DocumentStore, type StoredDocument } from '@telemachy/projections';
import type { Installation } from '../installation.ts';

/** Facts of streams that a consumer has set aside wait from these versions on. */
export type Waiting = { readonly streams: number; readonly includes: (fact: Recorded) => boolean };

export const waitingFor = async (documents: DocumentStore, consumer: string): Promise<Waiting> => {
  const first = new Map<string, number>();
  for (const { tenant, stream, facts } of await parkedStreams(documents, { consumer }))
    first.set(`${tenant}|${stream}`, facts[0]?.version ?? 0);
  return {
    streams: first.size,
    includes: ({ tenant, stream, version }) => version >= (first.get(`${tenant}|${stream}`) ?? Infinity),
  };
};

/** Some documents of a consumer as they were at one moment, and which facts it had passed then. */
export type Moment = {
  readonly documents: ReadonlyMap<string, StoredDocument>;
  readonly passed: (fact: Recorded) => boolean;
};

/** @param services whose facts the consumer hears */
export const momentOf = async (
  { databaseOf, topicOf }: Pick<Installation, 'databaseOf' | 'topicOf'>,
  documents: DocumentStore,
  {
    consumer,
    services,
    ids,
  }: { readonly consumer: string; readonly services: readonly string[]; readonly ids: readonly string[] },
): Promise<Moment> => {
  const partitions = new Map<string, number>();
  for (const service of services) {
    const published = await mongoProgress(databaseOf(service)).read(topicOf(service));
    partitions.set(service, published?.partitionseqs.length ?? 0);
  }
  const { found, checkpoints } = await documents.transact(async (unit) => ({
    found: await unit.load(consumer, ids),
    checkpoints: await unit.checkpointsOf(consumer),
  }));
  const positions = new Map(checkpoints.map(({ topic, partition, position }) => [`${topic}/${partition}`, position]));
  return {
    documents: found,
    passed: ({ tenant, stream, position, event }) => {
      const service = ownerOf(event.type);
      const count = partitions.get(service) ?? 0;
      if (count === 0) return false;
      const partition = partitionOf(keyOf(tenant, stream), count);
      return position <= (positions.get(`${topicOf(service)}/${partition}`) ?? 0);
    },
  };
};
