import type * as Client from '@platformatic/kafka';
import type { ClusterMetadata, Consumer, ConsumerOptions } from '@platformatic/kafka';
import { assignPartitions, groupProtocol } from './assign-partitions.ts';
import { nameOf, noLanes, openLanes } from './lanes.ts';
import type { Logger } from './logger.ts';
import { startFetching } from './platformatic-fetch.ts';
import type { ConsumeOptions, SubscriptionStatus, TopicPartition } from './port.ts';
import { heartbeatEvery } from './kafka-options.ts';
import type { Session } from './subscription.ts';
import { isNamed, PlaceTaken } from './trouble.ts';

/** The client is loaded when it is needed: it takes 60 MB that a service on the other one does not spend. */
export type Platformatic = typeof Client;

export type SessionOptions = ConsumeOptions & {
  readonly client: Omit<ConsumerOptions<Buffer, Buffer, Buffer, Buffer>, 'groupId'>;
  readonly logger: Logger;
  readonly sessionTimeoutMs: number;
  /** This member's fixed place in the group: its partitions wait for it while it is away for less than the session. */
  readonly instance: string | undefined;
  readonly changed: (status: SubscriptionStatus) => void;
};

const gaugeEvery = 5_000;
const drainWithin = 10_000;
const rebalanceTimeout = 30_000;
const largestFetch = 4 * 1024 * 1024;

const within = async (ms: number, work: Promise<unknown>): Promise<void> => {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
};

/** One life of a consumer by @platformatic/kafka: it keeps the membership, we fetch, partition by partition, from our own offsets. */
export const openSession = (kafka: Platformatic, options: SessionOptions): Session => {
  const { client, group, topics, logger, sessionTimeoutMs, instance } = options;
  const consumer: Consumer = new kafka.Consumer({
    ...client,
    groupId: group,
    ...(instance === undefined ? {} : { groupInstanceId: instance }),
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: heartbeatEvery(sessionTimeoutMs),
    heartbeatStallTimeout: sessionTimeoutMs,
    rebalanceTimeout,
    requestTimeout: rebalanceTimeout + 5_000,
    protocols: [{ name: groupProtocol, version: 0 }],
    partitionAssigner: (_, members, __, metadata) =>
      [
        ...assignPartitions(
          [...members].map(([memberId, { topics: asked = [] }]) => ({ memberId, topics: asked })),
          (topic) => metadata.topics.get(topic)?.partitionsCount ?? 0,
        ),
      ].map(([memberId, shares]) => ({
        memberId,
        assignments: new Map([...shares].map(([topic, partitions]) => [topic, { topic, partitions: [...partitions] }])),
      })),
  });
  const { promise: ended, reject: end } = Promise.withResolvers<never>();
  ended.catch(() => undefined);
  const pool = new kafka.ConnectionPool(client.clientId, { ...client, requestTimeout: 15_000 });
  let lanes = noLanes;
  let counts: ReadonlyMap<string, number> | undefined;

  const leave = async (partitions: readonly TopicPartition[]): Promise<void> => {
    try {
      if (partitions.length > 0) await options.revoked?.(partitions);
    } catch (error) {
      logger.warn({ group, error: String(error) }, 'leaving partitions failed');
    }
  };

  /** The members share anew when a topic has another number of partitions than when they shared last. */
  const counted = ({ topics: found }: ClusterMetadata): void => {
    const now = new Map([...found].map(([topic, { partitionsCount }]) => [topic, partitionsCount]));
    const changed = counts !== undefined && [...now].some(([topic, count]) => counts?.get(topic) !== count);
    counts = now;
    if (!changed || !consumer.isActive()) return;
    logger.warn({ group, partitions: Object.fromEntries(now) }, 'the number of partitions changed; sharing them anew');
    consumer.joinGroup().catch(end);
  };

  const fetching = startFetching({
    consumer,
    pool,
    group,
    topics,
    bytesPerPartition: options.bytesPerPartition ?? largestFetch,
    lanes: () => lanes,
    counted,
    failed: end,
    logger,
  });

  /** Whoever has left cannot be given back what the group shared before it. */
  const joinAnew = async (): Promise<void> => {
    await consumer.leaveGroup(true);
    await consumer.joinGroup();
  };

  consumer.on('consumer:group:join', ({ assignments = [] }) => {
    const before = lanes;
    before.end();
    const partitions = (assignments ?? []).flatMap(({ topic, partitions: list }) =>
      list.map((partition) => ({ topic, partition })),
    );
    // A broker gives a member with a fixed place what it had, without looking at the topics that it asks for now.
    if (partitions.some(({ topic }) => !topics.includes(topic))) {
      logger.info({ group, topics }, 'the group still shares the topics of before; joining anew');
      joinAnew().catch(end);
      return;
    }
    const kept = new Set(partitions.map(nameOf));
    const left = leave(before.all.map(({ partition }) => partition).filter((one) => !kept.has(nameOf(one))));
    const current = openLanes(partitions, before, left, { ...options, wake: fetching.wake });
    lanes = current;
    void current.ready.then(() => current.signal.aborted || options.changed('running'));
  });
  consumer.on('consumer:group:rebalance', () => {
    lanes.end();
    options.changed('rebalancing');
  });
  consumer.on('consumer:heartbeat:stalled', ({ lastError }) =>
    end(lastError ?? new Error(`no heartbeat was answered for ${sessionTimeoutMs} ms`)),
  );
  consumer.on('error', end);

  /**
   * A member that is fenced joins again by itself and takes the place back, and so would the other, for ever. Only this channel tells of it in time:
   * leaving keeps the client from it.
   */
  const fenced = (told: unknown): void => {
    const { client: whose, error } = told as { readonly client?: unknown; readonly error?: unknown };
    if (whose !== consumer || instance === undefined || !isNamed(error, 'FENCED_INSTANCE_ID')) return;
    consumer.leaveGroup(true, () => {});
    end(new PlaceTaken(group, instance, error));
  };
  const heartbeatFailures = kafka.consumerHeartbeatChannel.error;
  heartbeatFailures.subscribe(fenced);

  const gauge = setInterval(() => {
    if (lanes.signal.aborted || !consumer.isActive()) return;
    const offsets = lanes.all.flatMap((lane) => {
      const offset = lane.reached();
      return offset === undefined ? [] : [{ ...lane.partition, offset, leaderEpoch: -1 }];
    });
    if (offsets.length === 0) return;
    consumer
      .commit({ offsets })
      .catch((error: unknown) => logger.debug({ group, error: String(error) }, 'the gauge of offsets was not moved'));
  }, gaugeEvery);

  const run = async (): Promise<never> => {
    consumer.topics.trackAll(...topics);
    await consumer.joinGroup();
    return ended;
  };

  const close = async (): Promise<void> => {
    clearInterval(gauge);
    heartbeatFailures.unsubscribe(fenced);
    lanes.end();
    await within(drainWithin, Promise.all(lanes.all.map((lane) => lane.idle())));
    await within(drainWithin, fetching.stop());
    // A member with a fixed place leaves too: how long it will be away nobody knows. Its place is for whoever could not say that it leaves.
    await within(drainWithin, consumer.close());
    await leave(lanes.all.map(({ partition }) => partition));
  };

  return { run, close };
};
