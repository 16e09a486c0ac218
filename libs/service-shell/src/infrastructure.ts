import { auditLog, mongoAuditStorage, type AuditLog } from '@telemachy/audit';
import { services, topicOf as contractTopicOf } from '@telemachy/contracts';
import { kafkaEventLog, notAhead, TopicAhead, topicGenerations, type EventLog } from '@telemachy/event-log';
import { mongoEventStore, prepareEventStore, type EventStore, whyNoPrimary } from '@telemachy/event-store';
import { ensureReadModel, freshness, liveReads, mongoDocuments, type DocumentStore } from '@telemachy/projections';
import { gatesOf, MasterKeyRefused, WrongMasterKey } from '@telemachy/privacy';
import type { Logger } from 'pino';
import type { ShellConfig } from './config.ts';
import { countedLog } from './observe/counted-log.ts';
import { countedStore } from './observe/counted-store.ts';
import type { Metrics } from './observe/metrics.ts';
import { tracedLog } from './observe/tracing/traced-log.ts';
import { tracedStore } from './observe/tracing/traced-store.ts';
import type { Tracing } from './observe/tracing/tracing.ts';
import { openMongo, type Mongo } from './mongo/connect.ts';
import { ReadModels } from './read-models/read-models.ts';
import type { Parts, ServiceDefinition } from './service.ts';
import { fileSeals } from './words/file-seals.ts';
import { openingLog } from './words/opening-log.ts';
import { openKeys } from './words/open-keys.ts';
import { sealFacts } from './words/seal-facts.ts';
import { Words } from './words/words.ts';

/** Kafka and MongoDB as one service uses them. Opening reaches for neither: they may come later than we do. */
export type Infrastructure<Config extends ShellConfig = ShellConfig> = {
  readonly parts: Parts<Config>;
  readonly mongo: Mongo;
  readonly documents: DocumentStore;
  readonly audit: AuditLog;
  readonly topicOf: (service: string) => string;
  /** Kafka for somebody who hears these types, with spans where there are traces. */
  readonly logFor: (hears: readonly string[]) => EventLog;
  /** Collections, indexes and topics, made where they are missing; tried until it works or `signal` says stop. */
  prepare(signal: AbortSignal): Promise<void>;
  /** What is wrong with the service's own topic, and what to do; `undefined` when it was looked at and is well. */
  topicProblem(): string | undefined;
  /** Why words can neither be sealed nor opened, and what to do; `undefined` when they can. */
  keysProblem(): string | undefined;
  /** Looks once a second whether topics have gone on to another generation, which `topicOf` names from then on; tells of it until the signal says stop. */
  watchTopics(changed: () => void, signal: AbortSignal): void;
  close(): Promise<void>;
};

/** Several installations on one Kafka: topics and groups of one share a prefix. */
const prefixed = (log: EventLog, prefix: string): EventLog =>
  prefix === ''
    ? log
    : { ...log, consume: (options) => log.consume({ ...options, group: `${prefix}${options.group}` }) };

const openLog = (config: ShellConfig, clientId: string, logger: Logger): EventLog =>
  prefixed(
    kafkaEventLog({
      client: config.TELEMACHY_KAFKA_CLIENT,
      instance: config.TELEMACHY_INSTANCE,
      brokers: config.KAFKA_BROKERS,
      clientId,
      logger,
    }),
    config.TELEMACHY_TOPIC_PREFIX,
  );

const pauseMs = 500;
const lookEveryMs = 1_000;
const paused = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, pauseMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

export const openInfrastructure = <Config extends ShellConfig>(
  { name, projections, purposes = {} }: ServiceDefinition<Config>,
  config: Config,
  {
    logger,
    metrics,
    tracing,
  }: { readonly logger: Logger; readonly metrics: Metrics; readonly tracing?: Tracing | undefined },
): Infrastructure<Config> => {
  const mongo = openMongo(config.MONGODB_URI, `${config.TELEMACHY_DATABASE_PREFIX}${name}`, `telemachy-${name}`);
  const log = countedLog(openLog(config, `telemachy-${name}`, logger), metrics);
  const { read: readGenerations } = topicGenerations(mongo.db);
  let generations: ReadonlyMap<string, number> = new Map();
  const topicOf = (service: string): string =>
    `${config.TELEMACHY_TOPIC_PREFIX}${contractTopicOf(service, generations.get(service))}`;
  const keys = openKeys(config, `telemachy-${name}`, mongo);
  const appending = countedStore(mongoEventStore({ db: mongo.db, seal: sealFacts(keys) }), metrics);
  const store: EventStore = tracing === undefined ? appending : tracedStore(appending, tracing.tracer);
  const documents = mongoDocuments(mongo.db);
  const audit = auditLog({ service: name, storage: mongoAuditStorage(mongo.db), now: () => new Date() });
  const words = new Words(gatesOf({ service: name, vault: keys, log: openingLog(audit), purposes }));
  const fresh = freshness({ service: name, log, store, documents, topicOf });
  const readModels = new ReadModels({
    connection: mongo.connection,
    freshness: fresh,
    reads: liveReads(documents),
    longestQueryMs: config.TELEMACHY_QUERY_MILLISECONDS,
  });

  let keysProblem: string | undefined = 'not looked at yet';
  const steps: Readonly<Record<string, () => Promise<void>>> = {
    mongodb: async () => {
      // The driver says only that it waited in vain; a server that will never do says so itself.
      await mongo.connect().catch(async (error: unknown) => {
        throw (await whyNoPrimary(config.MONGODB_URI)) ?? error;
      });
      await prepareEventStore(mongo.db);
      for (const { projection, indexes } of projections) {
        await ensureReadModel(mongo.db, { projection, ...(indexes === undefined ? {} : { indexes }) });
      }
    },
    keys: async () => {
      try {
        await keys.open();
        keysProblem = undefined;
      } catch (error) {
        keysProblem = error instanceof Error ? error.message : String(error);
        throw error;
      }
    },
    // Those it hears too: whichever service comes first, no consumer waits for a topic.
    kafka: async () => {
      generations = await readGenerations();
      await log.ensureTopics(
        services.map((service) => ({ topic: topicOf(service), partitions: config.TELEMACHY_TOPIC_PARTITIONS })),
      );
    },
  };
  const until = async (step: string, work: () => Promise<void>, signal: AbortSignal): Promise<void> => {
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        // Right after an election the store may not know its own end yet: once is no alarm.
        if (error instanceof TopicAhead) {
          if (attempt % 10 === 2)
            logger.error({ step, attempt, reason: error.message }, 'the topic is ahead of the store');
        } else if (error instanceof WrongMasterKey || error instanceof MasterKeyRefused) {
          if (attempt % 10 === 1) logger.error({ step, attempt, reason: error.message }, 'the master key is not right');
        } else if (attempt % 10 === 1) logger.warn({ step, attempt, err: error }, 'not there yet');
        await paused(signal);
      }
    }
  };

  let topicProblem: string | undefined = 'not looked at yet';
  /** Before anything of ours is published or folded; also finds out that the topic was made anew. */
  const lookAtTopic = async (): Promise<void> => {
    try {
      generations = await readGenerations();
      await notAhead({ service: name, topic: topicOf(name), store, log });
      topicProblem = undefined;
    } catch (error) {
      topicProblem = error instanceof Error ? error.message : String(error);
      throw error;
    }
  };

  return {
    parts: { config, store, log, topicOf, database: mongo.db, readModels, words, files: fileSeals(keys), logger },
    mongo,
    documents,
    audit,
    topicOf,
    logFor: (hears) => (tracing === undefined ? log : tracedLog(log, { tracer: tracing.tracer, hears })),
    prepare: async (signal) => {
      await Promise.all(Object.entries(steps).map(([step, work]) => until(step, work, signal)));
      await until('topic', lookAtTopic, signal);
    },
    topicProblem: () => topicProblem,
    keysProblem: () => keysProblem,
    watchTopics: (changed, signal) => {
      const look = async (): Promise<void> => {
        const found = await readGenerations();
        const moved = [...found].filter(([service, generation]) => generation !== (generations.get(service) ?? 1));
        if (moved.length === 0 || signal.aborted) return;
        generations = found;
        logger.info({ topics: moved.map(([service]) => topicOf(service)) }, 'topics go on in their next generation');
        changed();
      };
      const watching = setInterval(
        () => void look().catch((err: unknown) => logger.debug({ err }, 'the generations of topics were not read')),
        lookEveryMs,
      );
      signal.addEventListener('abort', () => clearInterval(watching));
    },
    close: async () => {
      await Promise.allSettled([log.close(), keys.close(), mongo.close()]);
    },
  };
};
