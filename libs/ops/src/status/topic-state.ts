import { keyOf, mongoProgress, partitionOf } from '@telemachy/event-log';
import { mongoEventStore, type EventStore } from '@telemachy/event-store';
import type { Installation } from '../installation.ts';

/** How far one service's facts are numbered and published. */
export type TopicState = {
  readonly topic: string;
  /** Position of the last numbered fact. */
  readonly head: number;
  /** Position up to which Kafka has the facts. */
  readonly published: number;
  /** Facts published, by partition; empty before the first. */
  readonly partitionseqs: readonly number[];
  readonly store: Pick<EventStore, 'readRaw'>;
};

export const topicStateOf = async (
  service: string,
  installation: Pick<Installation, 'databaseOf' | 'topicOf'>,
): Promise<TopicState> => {
  const db = installation.databaseOf(service);
  const store = mongoEventStore({ db });
  const topic = installation.topicOf(service);
  const [head, progress] = await Promise.all([store.lastPosition(), mongoProgress(db).read(topic)]);
  const { position: published, partitionseqs } = progress ?? { position: 0, partitionseqs: [] };
  return { topic, head, published, partitionseqs, store };
};

const factsPerLook = 1_000;
const furthestLook = 50_000;

/**
 * When the oldest fact was recorded that a consumer has not passed: RFC 3339. Looks at up to 50,000 facts, then takes the last it saw, which is older.
 * @param passed position that the consumer has passed, by partition, of those where it is behind
 */
export const oldestUnpassed = async (
  { store, published, partitionseqs }: TopicState,
  passed: ReadonlyMap<number, number>,
): Promise<string | undefined> => {
  let after = Math.min(published, ...passed.values());
  let last: string | undefined;
  for (let looked = 0; looked < furthestLook; looked += factsPerLook) {
    const facts = await store.readRaw(after, factsPerLook);
    const behind = facts.find(({ tenant, stream, position }) => {
      if (position > published) return true;
      const here = passed.get(partitionOf(keyOf(tenant, stream), partitionseqs.length));
      return here !== undefined && position > here;
    });
    if (behind !== undefined) return behind.recordedAt;
    if (facts.length === 0) return undefined;
    after += facts.length;
    last = facts.at(-1)?.recordedAt;
  }
  return last;
};
