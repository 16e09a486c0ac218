import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { Admin, ISocketFactory, ITopicConfig, Producer } from 'kafkajs';
import { answering, topicSettings } from './kafka-options.ts';
import type { KafkaOptions } from './kafka-options.ts';
import { lastRecords } from './kafkajs-last-records.ts';
import { linesOf } from './kafkajs-logs.ts';
import { openSession } from './kafkajs-session.ts';
import { socketsOf } from './kafkajs-sockets.ts';
import { calmRequestQueue } from './kafkajs-timers.ts';
import { TopicMissing } from './port.ts';
import type { EventLog, Subscription } from './port.ts';
import { subscribe } from './subscription.ts';
import { askLeaders, explained, isMissingTopic, isNamed } from './trouble.ts';

export type KafkajsOptions = KafkaOptions & {
  /** How connections are made; for tests that cut them. */
  readonly socketFactory?: ISocketFactory;
};

/** Kafka by kafkajs. Nothing here waits for a broker before `produce`, `ping` or an `admin` question does. */
export const kafkajsEventLog = ({
  brokers,
  clientId,
  logger,
  sessionTimeoutMs = 10_000,
  metadataMaxAgeMs = 30_000,
  retentionDays = 30,
  instance,
  socketFactory,
}: KafkajsOptions): EventLog => {
  calmRequestQueue();
  if (instance !== undefined)
    logger.warn(
      { instance },
      'kafkajs knows no fixed places in a group: partitions move whenever a process comes or goes',
    );
  const sockets = socketsOf(socketFactory);
  const kafka = new Kafka({
    brokers: [...brokers],
    clientId,
    logLevel: logLevel.WARN,
    logCreator: linesOf(logger),
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 3 },
    socketFactory: sockets.factory,
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
      if (asking === used && !isMissingTopic(error)) {
        asking = undefined;
        void used.then((opened) => opened.disconnect()).catch(() => undefined);
      }
      throw error;
    });
  };

  /** With a client of its own: one that others ask about a missing topic at the same time would refuse to make any. */
  const createTopics = async (topics: readonly ITopicConfig[]): Promise<void> => {
    const opened = kafka.admin({ retry: { retries: 1 } });
    await opened.connect();
    try {
      await opened.createTopics({ waitForLeaders: false, topics: [...topics] });
    } catch (error) {
      if (!isExisting(error)) throw error;
    } finally {
      await opened.disconnect();
    }
  };

  const offsetsOf = (topic: string) =>
    admin((opened) => opened.fetchTopicOffsets(topic)).catch((error: unknown) => {
      throw isMissingTopic(error) ? new TopicMissing(topic) : error;
    });

  const partitionsOf = async (topic: string): Promise<number> => {
    try {
      const { topics } = await admin((opened) => opened.fetchTopicMetadata({ topics: [topic] }));
      return topics[0]?.partitions.length ?? 0;
    } catch (error) {
      throw isMissingTopic(error) ? new TopicMissing(topic) : error;
    }
  };

  return {
    produce: async (topic, records) => {
      if (records.length === 0) return;
      try {
        const messages = records.map(({ partition, key, value, headers }) => ({ partition, key, value, headers }));
        const kept = await (await producer()).send({ topic, messages, acks: -1, timeout: 10_000 });
        // The client leaves out, without a word, what is for a partition that it does not know.
        const partitions = new Set(kept.map(({ partition }) => partition));
        const left = records.find(({ partition }) => !partitions.has(partition));
        if (left !== undefined) throw new Error(`topic ${topic} has no partition ${left.partition}`);
      } catch (error) {
        dropProducer();
        throw isMissingTopic(error) ? new TopicMissing(topic) : error;
      }
    },

    consume: (options) => {
      const subscription = subscribe(
        options,
        (changed) => openSession(kafka, { ...options, logger, sessionTimeoutMs, metadataMaxAgeMs, changed }),
        (error) => explained(error, { ...options, brokers, partitionsOf }),
        logger,
      );
      subscriptions.add(subscription);
      return Promise.resolve(subscription);
    },

    ensureTopics: async (topics) => {
      const known = new Set(await admin((opened) => opened.listTopics()));
      const missing = topics.filter(({ topic }) => !known.has(topic));
      if (missing.length > 0) {
        const configEntries = [...topicSettings(retentionDays)];
        await createTopics(
          missing.map(({ topic, partitions }) => ({ topic, numPartitions: partitions, configEntries })),
        );
      }
      // Leaders are elected after the answer; the wait that kafkajs offers can fail once on a fresh topic.
      for (let tries = 1; ; tries += 1) {
        const leaderless = await admin((opened) =>
          opened.fetchTopicMetadata({ topics: topics.map(({ topic }) => topic) }),
        )
          .then((found) => found.topics.some(({ partitions }) => partitions.some(({ leader }) => leader < 0)))
          .catch((error: unknown) => {
            if (tries >= 50 || !isMissingTopic(error)) throw error;
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
      const offsets = await askLeaders(() => offsetsOf(topic));
      return offsets.toSorted((a, b) => a.partition - b.partition).map(({ high }) => BigInt(high));
    },

    lastRecords: (topic) => askLeaders(async () => lastRecords(kafka, topic, await offsetsOf(topic))),

    ping: (timeoutMs) => answering(() => admin((opened) => opened.describeCluster()), timeoutMs, brokers),

    close: async () => {
      await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
      await Promise.allSettled([
        producing?.then((opened) => opened.disconnect()),
        asking?.then((opened) => opened.disconnect()),
      ]);
      sockets.end();
    },
  };
};

/** `createTopics` fails as a whole when another process made one of them meanwhile. */
const isExisting = (error: unknown): boolean =>
  ((error as { errors?: readonly unknown[] }).errors ?? [error]).every((one) => isNamed(one, 'TOPIC_ALREADY_EXISTS'));
