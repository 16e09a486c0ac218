import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { Admin, ISocketFactory, Producer } from 'kafkajs';
import { subscribe } from './kafkajs-subscription.ts';
import { calmRequestQueue } from './kafkajs-timers.ts';
import { linesOf } from './kafkajs-logs.ts';
import type { Logger } from './logger.ts';
import { TopicMissing } from './port.ts';
import type { EventLog, Subscription } from './port.ts';

export type KafkaOptions = {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly logger: Logger;
  /** After this long without a sign of life a member's partitions move, in ms; at most 10,000. */
  readonly sessionTimeoutMs?: number;
  /** How long a new topic keeps its records, in days; the store keeps them for ever. */
  readonly retentionDays?: number;
  /** How connections are made; for tests that cut them. */
  readonly socketFactory?: ISocketFactory;
};

/** A commit may hold 1 MiB; with its headers, and beside others in one batch, it must still pass. */
const largestBatch = 4 * 1024 * 1024;

/** Kafka by kafkajs. Nothing here waits for a broker before `produce`, `ping` or an `admin` question does. */
export const kafkaEventLog = ({
  brokers,
  clientId,
  logger,
  sessionTimeoutMs = 10_000,
  retentionDays = 30,
  socketFactory,
}: KafkaOptions): EventLog => {
  calmRequestQueue();
  const kafka = new Kafka({
    brokers: [...brokers],
    clientId,
    logLevel: logLevel.WARN,
    logCreator: linesOf(logger),
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 3 },
    ...(socketFactory === undefined ? {} : { socketFactory }),
  });
  const subscriptions = new Set<Subscription>();
  let producing: Promise<Producer> | undefined;
  let asking: Promise<Admin> | undefined;

  const producer = (): Promise<Producer> => {
    producing ??= (async () => {
      const opened = kafka.producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      await opened.connect();
      return opened;
    })();
    return producing;
  };

  /** A producer that failed has lost its sequence numbers (kafkajs issue 1443 and others): the next one starts with new ones. */
  const dropProducer = (): void => {
    void producing?.then((opened) => opened.disconnect()).catch(() => undefined);
    producing = undefined;
  };

  const admin = <Answer>(ask: (opened: Admin) => Promise<Answer>): Promise<Answer> => {
    asking ??= (async () => {
      const opened = kafka.admin({ retry: { retries: 1 } });
      await opened.connect();
      return opened;
    })();
    const used = asking;
    return used.then(ask).catch((error: unknown) => {
      if (asking === used && !isMissing(error)) {
        asking = undefined;
        void used.then((opened) => opened.disconnect()).catch(() => undefined);
      }
      throw error;
    });
  };

  const offsetsOf = (topic: string) =>
    admin((opened) => opened.fetchTopicOffsets(topic)).catch((error: unknown) => {
      throw isMissing(error) ? new TopicMissing(topic) : error;
    });

  const partitionsOf = async (topic: string): Promise<number> => {
    try {
      const { topics } = await admin((opened) => opened.fetchTopicMetadata({ topics: [topic] }));
      return topics[0]?.partitions.length ?? 0;
    } catch (error) {
      throw isMissing(error) ? new TopicMissing(topic) : error;
    }
  };

  return {
    produce: async (topic, records) => {
      if (records.length === 0) return;
      try {
        const messages = records.map(({ partition, key, value, headers }) => ({ partition, key, value, headers }));
        await (await producer()).send({ topic, messages, acks: -1, timeout: 10_000 });
      } catch (error) {
        dropProducer();
        throw error;
      }
    },

    consume: (options) => {
      const subscription = subscribe(kafka, options, { logger, sessionTimeoutMs });
      subscriptions.add(subscription);
      return Promise.resolve(subscription);
    },

    ensureTopics: async (topics) => {
      const known = new Set(await admin((opened) => opened.listTopics()));
      const missing = topics.filter(({ topic }) => !known.has(topic));
      if (missing.length > 0) {
        const configEntries = [
          { name: 'cleanup.policy', value: 'delete' },
          { name: 'retention.ms', value: String(retentionDays * 86_400_000) },
          { name: 'max.message.bytes', value: String(largestBatch) },
        ];
        await admin((opened) =>
          opened.createTopics({
            waitForLeaders: false,
            topics: missing.map(({ topic, partitions }) => ({ topic, numPartitions: partitions, configEntries })),
          }),
        ).catch((error: unknown) => {
          if (!isExisting(error)) throw error;
        });
      }
      // Leaders are elected after the answer; the wait that kafkajs offers can fail once on a fresh topic.
      for (let tries = 1; ; tries += 1) {
        const leaderless = await admin((opened) =>
          opened.fetchTopicMetadata({ topics: topics.map(({ topic }) => topic) }),
        )
          .then((found) => found.topics.some(({ partitions }) => partitions.some(({ leader }) => leader < 0)))
          .catch((error: unknown) => {
            if (tries >= 50 || !isMissing(error)) throw error;
            return true;
          });
        if (!leaderless) return;
        if (tries >= 50)
          throw new Error(`no leader after 5 s for one of ${topics.map(({ topic }) => topic).join(', ')}`);
        await pause(100);
      }
    },

    partitionsOf,

    endOffsets: async (topic) => {
      const offsets = await offsetsOf(topic);
      return offsets.toSorted((a, b) => a.partition - b.partition).map(({ high }) => BigInt(high));
    },

    ping: async (timeoutMs) => {
      const late = new AbortController();
      try {
        await Promise.race([
          admin((opened) => opened.describeCluster()),
          pause(timeoutMs, undefined, { signal: late.signal }).then(() => {
            throw new Error('time is over');
          }),
        ]);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`no broker of ${brokers.join(', ')} answered within ${timeoutMs} ms: ${reason}`, { cause });
      } finally {
        late.abort();
      }
    },

    close: async () => {
      await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
      await Promise.allSettled([
        producing?.then((opened) => opened.disconnect()),
        asking?.then((opened) => opened.disconnect()),
      ]);
    },
  };
};

/** kafkajs wraps what it gave up on. */
const typeOfError = (error: unknown): string | undefined => {
  const { type, cause } = error as { type?: string; cause?: unknown };
  return type ?? (cause === undefined || cause === null ? undefined : typeOfError(cause));
};

const isMissing = (error: unknown): boolean => typeOfError(error) === 'UNKNOWN_TOPIC_OR_PARTITION';

/** `createTopics` fails as a whole when another process made one of them meanwhile. */
const isExisting = (error: unknown): boolean =>
  ((error as { errors?: readonly unknown[] }).errors ?? [error]).every(
    (one) => typeOfError(one) === 'TOPIC_ALREADY_EXISTS',
  );
