import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { backoff, sleep } from './backoff.ts';
import type { Logger } from './logger.ts';
import type { ConsumeOptions, ReceivedRecord, SubscriptionStatus, TopicPartition } from './port.ts';

export type SessionOptions = ConsumeOptions & {
  readonly logger: Logger;
  readonly sessionTimeoutMs: number;
  readonly changed: (status: SubscriptionStatus) => void;
};

/** How often the offsets reached are told to Kafka, for lag displays, in ms. */
const gaugeEvery = 5_000;

type Assignment = {
  readonly partitions: readonly TopicPartition[];
  readonly abort: AbortController;
  /** Our offsets are sought; nothing is delivered before. */
  readonly ready: Promise<void>;
};

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/**
 * One life of a kafkajs consumer, from joining to its crash or `close`.
 *
 * kafkajs tells of an assignment by an event, after which it fetches at once from the offset committed in Kafka. So the event starts asking our checkpoints;
 * batches wait for the answer, and one that was fetched before the seek is dropped, not resolved: kafkajs marks it stale, and fetches again from our offset.
 */
export const openSession = (kafka: Kafka, options: SessionOptions) => {
  const { logger, group, sessionTimeoutMs } = options;
  const consumer: Consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: Math.floor(sessionTimeoutMs / 3),
    rebalanceTimeout: 30_000,
    maxBytesPerPartition: 4 * 1024 * 1024,
    maxWaitTimeInMs: 250,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5, restartOnFailure: () => Promise.resolve(false) },
  });
  const { promise: ended, reject: end } = Promise.withResolvers<never>();
  const waits = new Map<string, ReturnType<typeof backoff>>();
  const timers = new Map<string, NodeJS.Timeout>();
  const reached = new Map<string, TopicPartition & { offset: string }>();
  let assignment: Assignment = { partitions: [], abort: new AbortController(), ready: Promise.resolve() };
  let lastSign = performance.now();
  let busy = 0;

  const pausing = (partition: TopicPartition) => [{ topic: partition.topic, partitions: [partition.partition] }];

  const seek = async (partitions: readonly TopicPartition[], current: () => boolean): Promise<void> => {
    const offsets = await options.assigned(partitions);
    if (!current()) return;
    for (const [index, { topic, partition }] of partitions.entries())
      consumer.seek({ topic, partition, offset: String(offsets[index] ?? 0n) });
  };

  /** Delivers one partition again, from its checkpoint, a while later. */
  const postpone = (partition: TopicPartition, within: Assignment, error: unknown): void => {
    if (within !== assignment || within.abort.signal.aborted) return;
    const name = nameOf(partition);
    const wait = waits.get(name) ?? backoff(100, 5_000);
    waits.set(name, wait);
    const ms = wait.take();
    logger.warn(
      { group, ...partition, error: String(error), againInMs: ms },
      'a batch failed and will be delivered again',
    );
    consumer.pause(pausing(partition));
    const again = async (): Promise<void> => {
      timers.delete(name);
      const current = (): boolean => within === assignment && !within.abort.signal.aborted;
      await seek([partition], current);
      if (current()) consumer.resume(pausing(partition));
    };
    timers.set(
      name,
      setTimeout(() => void again().catch((failure: unknown) => postpone(partition, within, failure)), ms),
    );
  };

  const forget = (): void => {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
    waits.clear();
    reached.clear();
  };

  const prepare = async (partitions: readonly TopicPartition[], abort: AbortController): Promise<void> => {
    const wait = backoff(100, 5_000);
    while (!abort.signal.aborted) {
      try {
        return await seek(partitions, () => !abort.signal.aborted);
      } catch (error) {
        const ms = wait.take();
        logger.warn({ group, error: String(error), againInMs: ms }, 'the checkpoints cannot be read');
        await sleep(ms, abort.signal);
      }
    }
  };

  const { GROUP_JOIN, REBALANCING, CRASH, FETCH, HEARTBEAT, END_BATCH_PROCESS } = consumer.events;
  consumer.on(GROUP_JOIN, ({ payload }) => {
    const before = assignment;
    before.abort.abort();
    forget();
    const partitions = Object.entries(payload.memberAssignment).flatMap(([topic, list]) =>
      list.map((partition) => ({ topic, partition })),
    );
    for (const partition of partitions) consumer.resume(pausing(partition));
    const abort = new AbortController();
    const kept = new Set(partitions.map(nameOf));
    const lost = before.partitions.filter((partition) => !kept.has(nameOf(partition)));
    const ready = Promise.resolve(lost.length === 0 ? undefined : options.revoked?.(lost))
      .catch((error: unknown) => logger.warn({ group, error: String(error) }, 'leaving partitions failed'))
      .then(() => prepare(partitions, abort));
    assignment = { partitions, abort, ready };
    void ready.then(() => abort.signal.aborted || options.changed('running'));
  });
  consumer.on(REBALANCING, () => {
    assignment.abort.abort();
    options.changed('rebalancing');
  });
  consumer.on(CRASH, ({ payload }) => end(payload.error));
  const sign = (): void => {
    lastSign = performance.now();
  };
  for (const event of [FETCH, HEARTBEAT, END_BATCH_PROCESS, GROUP_JOIN] as const) consumer.on(event, sign);

  const eachBatch = async ({
    batch,
    heartbeat,
    resolveOffset,
    isRunning,
    isStale,
  }: EachBatchPayload): Promise<void> => {
    const mine = assignment;
    const partition = { topic: batch.topic, partition: batch.partition };
    const { signal } = mine.abort;
    const beat = setInterval(() => heartbeat().catch(() => mine.abort.abort()), sessionTimeoutMs / 3);
    busy += 1;
    try {
      await mine.ready;
      if (!isRunning() || isStale() || signal.aborted) return;
      await options.batch(
        partition,
        batch.messages.map((message) => received(partition, message)),
        signal,
      );
      if (mine !== assignment) return;
      resolveOffset(batch.lastOffset());
      waits.delete(nameOf(partition));
      reached.set(nameOf(partition), { ...partition, offset: String(BigInt(batch.lastOffset()) + 1n) });
    } catch (error) {
      postpone(partition, mine, error);
    } finally {
      busy -= 1;
      clearInterval(beat);
    }
  };

  const gauge = setInterval(() => {
    const offsets = [...reached.values()];
    reached.clear();
    if (offsets.length === 0 || assignment.abort.signal.aborted) return;
    consumer
      .commitOffsets(offsets)
      .catch((error: unknown) => logger.debug({ group, error: String(error) }, 'the gauge of offsets was not moved'));
  }, gaugeEvery);

  // kafkajs is known to hang after a rebalance without a crash (its issues 558, 659): a consumer that neither fetches nor works is given up.
  const watchdog = setInterval(() => {
    if (busy === 0 && performance.now() - lastSign > Math.max(30_000, 3 * sessionTimeoutMs))
      end(new Error('the consumer has given no sign of life'));
  }, 5_000);

  const run = async (): Promise<never> => {
    await consumer.connect();
    await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
    sign();
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 12,
      eachBatch,
    });
    return ended;
  };

  const close = async (): Promise<void> => {
    clearInterval(gauge);
    clearInterval(watchdog);
    assignment.abort.abort();
    forget();
    const { partitions } = assignment;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, 10_000);
    await Promise.race([consumer.disconnect().catch(() => undefined), late]);
    clearTimeout(timer);
    if (partitions.length > 0) await options.revoked?.(partitions);
  };

  return { run, close };
};

const received = ({ topic, partition }: TopicPartition, message: KafkaMessage): ReceivedRecord => ({
  topic,
  partition,
  offset: BigInt(message.offset),
  key: message.key?.toString() ?? '',
  value: message.value ?? Buffer.alloc(0),
  header: (name) => {
    const value = message.headers?.[name];
    return value === undefined ? undefined : Array.isArray(value) ? value[0]?.toString() : value.toString();
  },
});
