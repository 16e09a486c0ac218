import type { Batch, Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { assignmentOf, noAssignment, type Assignment } from './kafkajs-assignment.ts';
import { kafkajsAssigner } from './kafkajs-assigner.ts';
import { heartbeatEvery } from './kafka-options.ts';
import { nameOf } from './lanes.ts';
import type { Logger } from './logger.ts';
import type { ConsumeOptions, ReceivedRecord, SubscriptionStatus, TopicPartition } from './port.ts';
import type { Session } from './subscription.ts';

export type SessionOptions = ConsumeOptions & {
  readonly logger: Logger;
  readonly sessionTimeoutMs: number;
  readonly metadataMaxAgeMs: number;
  readonly changed: (status: SubscriptionStatus) => void;
};

/** How often the offsets reached are told to Kafka, for lag displays, in ms. */
const gaugeEvery = 5_000;
const largestFetch = 4 * 1024 * 1024;

/** What a heartbeat answers when the partitions may be somebody else's. */
const lost = new Set(['REBALANCE_IN_PROGRESS', 'UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']);

/**
 * One life of a kafkajs consumer, from joining to its crash or `close`.
 *
 * kafkajs tells of an assignment by an event, after which it fetches at once from the offset committed in Kafka. So the event starts asking our checkpoints;
 * batches wait for the answer, and one that was fetched before the seek is dropped, not resolved: kafkajs marks it stale, and fetches again from our offset.
 */
export const openSession = (kafka: Kafka, options: SessionOptions): Session => {
  const { logger, group, sessionTimeoutMs } = options;
  const consumer: Consumer = kafka.consumer({
    groupId: group,
    partitionAssigners: [kafkajsAssigner],
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: heartbeatEvery(sessionTimeoutMs),
    rebalanceTimeout: 30_000,
    maxBytesPerPartition: options.bytesPerPartition ?? largestFetch,
    maxWaitTimeInMs: 250,
    metadataMaxAge: options.metadataMaxAgeMs,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5, restartOnFailure: () => Promise.resolve(false) },
  });
  const { promise: ended, reject: end } = Promise.withResolvers<never>();
  const reached = new Map<string, TopicPartition & { offset: string }>();
  /** Batches at work, by partition. */
  const running = new Map<string, Promise<void>>();
  let assignment = noAssignment();
  let lastSign = performance.now();
  let busy = 0;

  const idle = async (): Promise<void> => void (await Promise.all(running.values()));

  const leave = async (partitions: readonly TopicPartition[]): Promise<void> => {
    try {
      if (partitions.length > 0) await options.revoked?.(partitions);
    } catch (error) {
      logger.warn({ group, error: String(error) }, 'leaving partitions failed');
    }
  };

  const { GROUP_JOIN, REBALANCING, CRASH, FETCH, HEARTBEAT, END_BATCH_PROCESS } = consumer.events;
  consumer.on(GROUP_JOIN, ({ payload }) => {
    const before = assignment;
    before.end();
    reached.clear();
    const partitions = Object.entries(payload.memberAssignment).flatMap(([topic, list]) =>
      list.map((partition) => ({ topic, partition })),
    );
    const kept = new Set(partitions.map(nameOf));
    // A partition that is kept, too, is asked for its checkpoint when no batch moves it any more.
    const left = idle().then(() => leave(before.partitions.filter((partition) => !kept.has(nameOf(partition)))));
    const current = assignmentOf(consumer, options, partitions, left);
    assignment = current;
    void current.ready.then(() => current.signal.aborted || options.changed('running'));
  });
  consumer.on(REBALANCING, () => {
    assignment.end();
    options.changed('rebalancing');
  });
  consumer.on(CRASH, ({ payload }) => end(payload.error));
  const sign = (): void => {
    lastSign = performance.now();
  };
  for (const event of [FETCH, HEARTBEAT, END_BATCH_PROCESS, GROUP_JOIN] as const) consumer.on(event, sign);

  /** One batch of a partition at a time. kafkajs is not kept waiting for it: it fetches what comes next meanwhile. */
  const begin = (mine: Assignment, partition: TopicPartition, batch: Batch): void => {
    const work = async (): Promise<void> => {
      busy += 1;
      try {
        const records = batch.messages.map((message) => received(partition, message));
        await options.batch(partition, records, mine.signal);
        if (mine !== assignment) return;
        mine.succeeded(partition);
        reached.set(nameOf(partition), { ...partition, offset: String(BigInt(batch.lastOffset()) + 1n) });
      } catch (error) {
        mine.postpone(partition, error);
      } finally {
        busy -= 1;
        running.delete(nameOf(partition));
      }
    };
    running.set(nameOf(partition), work().catch(end));
  };

  const eachBatch = async ({
    batch,
    heartbeat,
    resolveOffset,
    isRunning,
    isStale,
  }: EachBatchPayload): Promise<void> => {
    const mine = assignment;
    const partition = { topic: batch.topic, partition: batch.partition };
    const beat = setInterval(() => {
      heartbeat().catch((error: { readonly type?: string }) => {
        if (lost.has(error.type ?? '')) mine.end();
      });
    }, sessionTimeoutMs / 3);
    busy += 1;
    try {
      await mine.ready;
      await running.get(nameOf(partition));
      if (!isRunning() || isStale() || mine.signal.aborted || mine.isPostponed(partition)) return;
      resolveOffset(batch.lastOffset());
      begin(mine, partition, batch);
    } finally {
      busy -= 1;
      clearInterval(beat);
    }
  };

  const gauge = setInterval(() => {
    const offsets = [...reached.values()];
    reached.clear();
    if (offsets.length === 0 || assignment.signal.aborted) return;
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
    assignment.end();
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, 10_000);
    await Promise.race([Promise.all([consumer.disconnect().catch(() => undefined), idle()]), late]);
    clearTimeout(timer);
    await leave(assignment.partitions);
  };

  return { run, close };
};

/** Decodes its parts when they are asked for. */
class KafkajsRecord implements ReceivedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly value: Buffer;
  readonly #message: KafkaMessage;

  constructor({ topic, partition }: TopicPartition, message: KafkaMessage) {
    this.topic = topic;
    this.partition = partition;
    this.offset = BigInt(message.offset);
    this.value = message.value ?? Buffer.alloc(0);
    this.#message = message;
  }

  get key(): string {
    return this.#message.key?.toString() ?? '';
  }

  header(name: string): string | undefined {
    const value = this.#message.headers?.[name];
    return value === undefined ? undefined : Array.isArray(value) ? value[0]?.toString() : value.toString();
  }
}

/** A record as the port has it. */
export const received = (partition: TopicPartition, message: KafkaMessage): ReceivedRecord =>
  new KafkajsRecord(partition, message);
