import { randomBytes, randomUUID } from 'node:crypto';
import { topicOf } from '@telemachy/contracts';
import { kafkaEventLog, silent } from '@telemachy/event-log';
import { mongoEventStore, prepareEventStore, type EventStore } from '@telemachy/event-store';
import type { Fact } from '@telemachy/kernel';
import { MongoClient, type Db } from 'mongodb';
import { readConfig, type ShellConfig } from '../config.ts';
import { createLogger } from '../observe/logger.ts';
import type { Tracing } from '../observe/tracing/tracing.ts';
import { runService, type RunningService } from '../run-service.ts';
import type { ServiceDefinition } from '../service.ts';
import { startRelay, type Relay } from '../transport/relay.ts';
import { clientOf, type Client } from './client.ts';
import { testMasterKey } from './words-in-memory.ts';

export type { Client } from './client.ts';

/** A service over real Kafka and MongoDB, with databases, topics and groups of its own, and a voice for the services it hears. */
export type ServiceUnderTest = RunningService & {
  readonly identitySecret: string;
  /** Signs its audit; 64 hex digits. */
  readonly auditKey: string;
  readonly database: Db;
  /** Its own store, and those of the services it hears. */
  readonly storeOf: (service: string) => Promise<EventStore>;
  /** Another service (or this one) says facts, which come by way of its store, its relay and Kafka. */
  readonly say: (service: string, stream: string, facts: readonly Fact[], tenant?: string) => Promise<void>;
  /** Requests with this token, or without one. */
  readonly as: (token?: string) => Client;
  /** Stops the service and starts it again on what it stored. */
  readonly restart: () => Promise<void>;
};

const addressFrom = (name: 'MONGODB_URI' | 'KAFKA_BROKERS'): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: integration tests need a real one`);
  return value;
};

/**
 * @param env what the service reads besides the addresses; `OIDC_ISSUERS` at least
 * @param tracing where spans go, see `keptSpans`
 */
export const startForTest = async <Config extends ShellConfig>(
  definition: ServiceDefinition<Config>,
  env: Readonly<Record<string, string>>,
  tracing?: Tracing,
): Promise<ServiceUnderTest> => {
  const prefix = env['TELEMACHY_TOPIC_PREFIX'] ?? `test-${randomUUID().slice(0, 8)}-`;
  const identitySecret = randomUUID().repeat(2);
  const auditKey = randomBytes(32).toString('hex');
  const uri = addressFrom('MONGODB_URI');
  const config = readConfig(definition.config, {
    MONGODB_URI: uri,
    KAFKA_BROKERS: addressFrom('KAFKA_BROKERS'),
    TELEMACHY_HOST: '127.0.0.1',
    // A spec is longer than a token of a person lives.
    TELEMACHY_TOKEN_SECONDS: '3600',
    TELEMACHY_BARRED_SECONDS: '1',
    TELEMACHY_IDENTITY_SECRET: identitySecret,
    TELEMACHY_MASTER_KEY: testMasterKey,
    TELEMACHY_AUDIT_KEY: auditKey,
    TELEMACHY_DATABASE_PREFIX: prefix,
    TELEMACHY_TOPIC_PREFIX: prefix,
    TELEMACHY_TOPIC_PARTITIONS: '2',
    // A sweep asks as no person does; who tests the limits switches them on.
    TELEMACHY_RATE_LIMITS: 'off',
    // The same specs hold on either client: set it and run them.
    TELEMACHY_KAFKA_CLIENT: process.env['TELEMACHY_KAFKA_CLIENT'],
    ...env,
  });
  const logger = createLogger(definition.name, process.env['TELEMACHY_LOG_LEVEL'] ?? 'silent');
  const client = new MongoClient(uri);
  const log = kafkaEventLog({ brokers: config.KAFKA_BROKERS, clientId: prefix, logger: silent });
  const foreign = new Map<string, Promise<{ store: EventStore; relay: Relay }>>();
  const others = ['matching', 'scheduling', 'goals', 'notification'].filter((name) => name !== definition.name);
  // What a consumer hears must be there, or it waits for it.
  await log.ensureTopics(others.map((name) => ({ topic: `${prefix}${topicOf(name)}`, partitions: 2 })));

  const speaker = async (service: string) => {
    const db = client.db(`${prefix}${service}`);
    await prepareEventStore(db);
    const store = mongoEventStore({ db });
    const topic = `${prefix}${topicOf(service)}`;
    return { store, relay: startRelay({ service, topic, db, store, log, logger: silent }) };
  };
  const storeOf = async (service: string): Promise<EventStore> => {
    if (service === definition.name) return mongoEventStore({ db: client.db(`${prefix}${service}`) });
    const known = foreign.get(service) ?? speaker(service);
    foreign.set(service, known);
    return (await known).store;
  };

  let running = await runService(definition, config, logger, tracing);
  return {
    get url() {
      return running.url;
    },
    get adminUrl() {
      return running.adminUrl;
    },
    identitySecret,
    auditKey,
    database: client.db(`${prefix}${definition.name}`),
    storeOf,
    say: async (service, stream, facts, tenant = 'acme') => {
      const store = await storeOf(service);
      const { head } = await store.load(tenant, stream);
      const appended = await store.append(head, facts, {
        command: { id: randomUUID(), bodyHash: '0'.repeat(64) },
        meta: { correlationId: randomUUID(), actor: randomUUID() },
      });
      if (appended.outcome !== 'appended') throw new Error(`the fact was not taken: ${appended.outcome}`);
    },
    as: (token) => clientOf(() => running.url, token),
    restart: async () => {
      await running.close();
      running = await runService(definition, config, logger, tracing);
    },
    close: async () => {
      await running.close();
      for (const speaking of foreign.values()) await (await speaking).relay.stop();
      await log.close();
      for (const service of [definition.name, 'keys', ...foreign.keys()])
        await client.db(`${prefix}${service}`).dropDatabase();
      await client.close();
    },
  };
};
