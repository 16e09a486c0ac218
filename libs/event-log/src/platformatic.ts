import { setTimeout as pause } from 'node:timers/promises';
import type { Admin, BaseOptions, Producer } from '@platformatic/kafka';
import { answering, topicSettings } from './kafka-options.ts';
import type { KafkaOptions } from './kafka-options.ts';
import { lastRecords } from './platformatic-last-records.ts';
import { openSession } from './platformatic-session.ts';
import type { Platformatic } from './platformatic-session.ts';
import { TopicMissing } from './port.ts';
import type { EventLog, LogRecord, Subscription } from './port.ts';
import { subscribe } from './subscription.ts';
import { askLeaders, explained, isMissingTopic, isNamed, PlaceTaken } from './trouble.ts';

export type PlatformaticOptions = KafkaOptions & {
  /** Comes back as the `context` of each connection; for tests that cut them. */
  readonly context?: object;
};

/** Longer from try to try, so that a broker that starts is not stormed. */
const retryDelay = (_: object, __: string, attempt: number): number => Math.min(100 * 2 ** (attempt - 1), 2_000);

const names = new Map<string, Buffer>();
const nameBytes = (name: string): Buffer => {
  const known = names.get(name) ?? Buffer.from(name);
  names.set(name, known);
  return known;
};
const messageOf = (topic: string, { partition, key, value, headers }: LogRecord) => ({
  topic,
  partition,
  key: Buffer.from(key),
  value: typeof value === 'string' ? Buffer.from(value) : value,
  headers: new Map(Object.entries(headers).map(([name, text]) => [nameBytes(name), Buffer.from(text)])),
});

/** Kafka by @platformatic/kafka: faster, and it knows fixed places in a group. Nothing here waits for a broker before it is asked for something. */
export const platformaticEventLog = ({
  brokers,
  clientId,
  logger,
  sessionTimeoutMs = 10_000,
  metadataMaxAgeMs = 30_000,
  retentionDays = 30,
  instance,
  context,
}: PlatformaticOptions): EventLog => {
  const client: BaseOptions = {
    clientId,
    bootstrapBrokers: [...brokers],
    connectTimeout: 3_000,
    requestTimeout: 15_000,
    timeout: 10_000,
    retries: 3,
    retryDelay,
    autocreateTopics: false,
    ...(context === undefined ? {} : { context }),
  };
  let loading: Promise<Platformatic> | undefined;
  const load = (): Promise<Platformatic> => (loading ??= import('@platformatic/kafka'));
  const subscriptions = new Set<Subscription>();
  let producing: Promise<Producer> | undefined;
  let asking: Promise<Admin> | undefined;

  const producer = (): Promise<Producer> =>
    (producing ??= load().then(({ Producer: Made }) => new Made({ ...client, idempotent: true, acks: -1 })));
  /** What the broker knows of a failed producer's sequence is uncertain: the next one starts with a new one. */
  const dropProducer = (): void => {
    void producing?.then((opened) => opened.close()).catch(() => undefined);
    producing = undefined;
  };

  const admin = async <Answer>(ask: (opened: Admin) => Promise<Answer>): Promise<Answer> => {
    asking ??= load().then(({ Admin: Made }) => new Made({ ...client, retries: 1 }));
    return ask(await asking);
  };

  const metadataOf = async (source: Admin | Producer, topic: string, forceUpdate: boolean) => {
    try {
      return (await source.metadata({ topics: [topic], forceUpdate })).topics.get(topic);
    } catch (error) {
      throw isMissingTopic(error) ? new TopicMissing(topic) : error;
    }
  };
  const partitionsOf = (topic: string): Promise<number> =>
    admin(async (opened) => (await metadataOf(opened, topic, true))?.partitionsCount ?? 0);

  const haveLeaders = async (topics: readonly string[]): Promise<boolean> => {
    try {
      const found = await admin((opened) => opened.metadata({ topics: [...topics], forceUpdate: true }));
      return [...found.topics.values()].every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
    } catch (error) {
      if (isMissingTopic(error) || isNamed(error, 'LEADER_NOT_AVAILABLE')) return false;
      throw error;
    }
  };

  return {
    produce: async (topic, records) => {
      if (records.length === 0) return;
      try {
        const opened = await producer();
        const count = (await metadataOf(opened, topic, false))?.partitionsCount ?? 0;
        // The client would send it to another partition instead.
        const beyond = records.find(({ partition }) => partition >= count);
        if (beyond !== undefined) throw new Error(`topic ${topic} has no partition ${beyond.partition}`);
        await opened.send({ messages: records.map((record) => messageOf(topic, record)) });
      } catch (error) {
        dropProducer();
        throw isMissingTopic(error) ? new TopicMissing(topic) : error;
      }
    },

    consume: async (options) => {
      const kafka = await load();
      let place = instance;
      const subscription = subscribe(
        options,
        (changed) =>
          openSession(kafka, {
            ...options,
            client: { ...client, metadataMaxAge: metadataMaxAgeMs },
            logger,
            sessionTimeoutMs,
            instance: place,
            changed,
          }),
        (error) => {
          if (error instanceof PlaceTaken) place = undefined;
          return explained(error, { ...options, brokers, partitionsOf });
        },
        logger,
      );
      subscriptions.add(subscription);
      return subscription;
    },

    ensureTopics: async (topics) => {
      const known = new Set(await admin((opened) => opened.listTopics()));
      const missing = topics.filter(({ topic }) => !known.has(topic));
      for (const { topic, partitions } of missing) {
        await admin((opened) =>
          opened.createTopics({
            topics: [topic],
            partitions,
            replicas: -1,
            configs: [...topicSettings(retentionDays)],
          }),
        ).catch((error: unknown) => {
          // Another process made it meanwhile.
          if (!isNamed(error, 'TOPIC_ALREADY_EXISTS')) throw error;
        });
      }
      for (let tries = 1; !(await haveLeaders(topics.map(({ topic }) => topic))); tries += 1) {
        if (tries >= 50)
          throw new Error(`no leader after 5 s for one of ${topics.map(({ topic }) => topic).join(', ')}`);
        await pause(100);
      }
    },

    partitionsOf,

    endOffsets: async (topic) => {
      const count = await partitionsOf(topic);
      const partitions = Array.from({ length: count }, (_, partitionIndex) => ({ partitionIndex, timestamp: -1n }));
      const [found] = await askLeaders(() =>
        admin((opened) => opened.listOffsets({ topics: [{ name: topic, partitions }] })),
      );
      const offsets = found?.partitions.toSorted((a, b) => a.partitionIndex - b.partitionIndex) ?? [];
      return offsets.map(({ offset }) => offset);
    },

    lastRecords: async (topic) => {
      const partitions = Array.from({ length: await partitionsOf(topic) }, (_, partition) => partition);
      return askLeaders(async () => lastRecords(await load(), client, { topic, partitions }));
    },

    ping: (timeoutMs) =>
      answering(() => admin((opened) => opened.metadata({ topics: [], forceUpdate: true })), timeoutMs, brokers),

    close: async () => {
      await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
      await Promise.allSettled([producing?.then((opened) => opened.close()), asking?.then((opened) => opened.close())]);
    },
  };
};
