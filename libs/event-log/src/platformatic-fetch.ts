import type { ClusterMetadata, ConnectionPool, Consumer } from '@platformatic/kafka';
import { backoff, sleep } from './backoff.ts';
import type { Lane } from './lane.ts';
import { nameOf } from './lanes.ts';
import type { Lanes } from './lanes.ts';
import type { Logger } from './logger.ts';
import { fetchedOf } from './platformatic-records.ts';
import type { FetchResponse } from './platformatic-records.ts';
import { TopicMissing } from './port.ts';
import { isNamed } from './trouble.ts';

export type FetchOptions = {
  readonly consumer: Consumer;
  /** Connections of their own: a fetch that waits would keep heartbeats waiting behind it. */
  readonly pool: ConnectionPool;
  readonly group: string;
  readonly topics: readonly string[];
  readonly bytesPerPartition: number;
  readonly lanes: () => Lanes;
  /** Partitions per topic, each time they are looked at. */
  readonly counted: (metadata: ClusterMetadata) => void;
  readonly failed: (error: unknown) => void;
  readonly logger: Logger;
};

/** How long a broker holds an empty fetch, in ms: a partition that becomes free meanwhile waits as long, so it is short while one is full. */
const longPoll = 250;
const shortPoll = 20;
/** Bytes that all partitions of one consumer together may hold before the next fetch, and that one fetch may bring. */
const mostHeld = 32 * 1024 * 1024;
const mostFetched = 10 * 1024 * 1024;

const outOfRange = 1;
const unknownTopic = 3;
const unknownTopicId = 100;

/** Keeps one fetch under way at each broker that leads a partition we want more of. */
export const startFetching = (options: FetchOptions) => {
  const { consumer, pool, group, topics, bytesPerPartition, lanes, counted, failed, logger } = options;
  const stopping = new AbortController();
  const inFlight = new Set<number>();
  const wait = backoff(50, 2_000);
  let looking = false;
  let again = false;

  const request = (metadata: ClusterMetadata, wanting: readonly Lane[]) =>
    wanting.map((lane) => ({
      topicId: metadata.topics.get(lane.partition.topic)?.id ?? '',
      partitions: [
        {
          partition: lane.partition.partition,
          fetchOffset: lane.wanted() ?? 0n,
          currentLeaderEpoch: -1,
          lastFetchedEpoch: -1,
          partitionMaxBytes: bytesPerPartition,
        },
      ],
    }));

  /** Hands the answer on, also the good part of one that has faults. */
  const take = async (
    metadata: ClusterMetadata,
    from: ReadonlyMap<string, readonly [Lane, bigint]>,
    response: FetchResponse,
  ): Promise<void> => {
    const nameById = new Map([...metadata.topics].map(([name, { id }]) => [id, name]));
    for (const { topicId, partitions } of response.responses)
      for (const answer of partitions) {
        const topic = nameById.get(topicId);
        const asked = topic === undefined ? undefined : from.get(nameOf({ topic, partition: answer.partitionIndex }));
        if (topic === undefined || asked === undefined) continue;
        const [lane, offset] = asked;
        if (answer.errorCode === 0) lane.take(fetchedOf(lane.partition, offset, answer));
        else if (answer.errorCode === outOfRange) await beginAnew(lane, offset);
        else if (answer.errorCode === unknownTopic || answer.errorCode === unknownTopicId)
          failed(new TopicMissing(topic));
      }
  };

  /** Our checkpoint lies outside of what the topic holds: what is there is read from its beginning, and who numbers finds the hole. */
  const beginAnew = async (lane: Lane, offset: bigint): Promise<void> => {
    const { topic, partition } = lane.partition;
    const found = await consumer.listOffsets({ topics: [topic], partitions: { [topic]: [partition] }, timestamp: -2n });
    const earliest = found.get(topic)?.[partition] ?? 0n;
    logger.warn(
      { group, topic, partition, offset: String(offset), earliest: String(earliest) },
      'the topic does not hold this offset; reading from its earliest',
    );
    if (lane.wanted() === offset) lane.seek(earliest);
  };

  const fetchFrom = async (node: number, metadata: ClusterMetadata, wanting: readonly Lane[]): Promise<void> => {
    const current = lanes();
    const held = current.all.reduce((sum, lane) => sum + lane.held(), 0);
    const from = new Map(wanting.map((lane) => [nameOf(lane.partition), [lane, lane.wanted() ?? 0n] as const]));
    try {
      const response = await consumer
        .fetch({
          node,
          topics: request(metadata, wanting),
          connectionPool: pool,
          minBytes: 1,
          maxBytes: Math.min(mostFetched, mostHeld - held),
          maxWaitTime: current.all.some((lane) => lane.full()) ? shortPoll : longPoll,
        })
        .catch((error: unknown) => {
          const partly = (error as { readonly response?: FetchResponse }).response;
          if (partly === undefined || partly.errorCode !== 0) throw error;
          logger.debug({ group, error: String(error) }, 'a fetch has faults');
          return partly;
        });
      if (!current.signal.aborted) await take(metadata, from, response);
      wait.reset();
    } finally {
      inFlight.delete(node);
    }
  };

  const later = async (error: unknown): Promise<void> => {
    if (stopping.signal.aborted) return;
    const missing = /^Unknown topic (.+)\.$/.exec(error instanceof Error ? error.message : '')?.[1];
    if (missing !== undefined) return failed(new TopicMissing(missing));
    logger.debug({ group, error: String(error) }, 'a fetch failed and is tried again');
    if (isNamed(error, 'UNKNOWN_TOPIC_ID') || isNamed(error, 'INCONSISTENT_TOPIC_ID')) consumer.clearMetadata();
    await sleep(wait.take(), stopping.signal);
    await look();
  };

  const look = async (): Promise<void> => {
    again = true;
    if (looking || stopping.signal.aborted) return;
    looking = true;
    try {
      while (again && !stopping.signal.aborted) {
        again = false;
        await sendAll();
      }
    } catch (error) {
      void later(error);
    } finally {
      looking = false;
    }
  };

  const sendAll = async (): Promise<void> => {
    const { all, signal } = lanes();
    const held = all.reduce((sum, lane) => sum + lane.held(), 0);
    if (signal.aborted || held >= mostHeld || !all.some((lane) => lane.wanted() !== undefined)) return;
    const metadata = await consumer.metadata({ topics: [...topics] });
    counted(metadata);
    const byNode = Map.groupBy(
      all.filter((lane) => lane.wanted() !== undefined),
      ({ partition: { topic, partition } }) => metadata.topics.get(topic)?.partitions[partition]?.leader ?? -1,
    );
    for (const [node, wanting] of byNode) {
      if (node < 0 || inFlight.has(node)) continue;
      inFlight.add(node);
      void fetchFrom(node, metadata, wanting).then(look, later);
    }
  };

  return {
    wake: () => void look(),
    stop: async () => {
      stopping.abort();
      await pool.close();
    },
  };
};
