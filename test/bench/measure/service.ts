import { createLogger, readConfig, ShellConfig, type ServiceDefinition } from '@telemachy/service-shell';
import { createMetrics, openInfrastructure, type Infrastructure } from '@telemachy/service-shell/testing';
import { calmRequestQueue } from '@telemachy/event-log';
import { Kafka, logLevel } from 'kafkajs';

export type Servers = { readonly mongoUri: string; readonly kafkaBrokers: readonly string[] };

/** The service whose facts are written. */
export const service = 'goals';
/** More requests than any run sends. */
const endless = 1_000_000_000;
/** Of each topic. */
export const partitions = 6;

/** What a service process of ours reads from its environment. @param prefix of its databases, topics and groups */
export const environmentOf = (servers: Servers, prefix: string): Record<string, string> => ({
  MONGODB_URI: servers.mongoUri,
  KAFKA_BROKERS: servers.kafkaBrokers.join(','),
  OIDC_ISSUERS: 'http://127.0.0.1:1',
  TELEMACHY_TOKEN_SECONDS: '86400',
  TELEMACHY_HOST: '127.0.0.1',
  TELEMACHY_IDENTITY_SECRET: prefix.padEnd(32, '-'),
  TELEMACHY_MASTER_KEY: '0'.repeat(64),
  TELEMACHY_DATABASE_PREFIX: prefix,
  TELEMACHY_TOPIC_PREFIX: prefix,
  TELEMACHY_TOPIC_PARTITIONS: String(partitions),
  // Counting is part of what is measured; being refused is not.
  TELEMACHY_RATE_PERSON_WRITES: String(endless),
  TELEMACHY_RATE_ORGANIZATION_WRITES: String(endless),
});

/** Store, log and documents as a service makes them for itself: all indexes, validators and write concerns. */
export const openService = async (servers: Servers, prefix: string): Promise<Infrastructure> => {
  const definition = { name: service, projections: [] } as unknown as ServiceDefinition;
  const config = readConfig(ShellConfig, environmentOf(servers, prefix));
  const opened = openInfrastructure(definition, config, {
    logger: createLogger(service, process.env['TELEMACHY_LOG_LEVEL'] ?? 'silent'),
    metrics: createMetrics(service),
  });
  await opened.prepare(new AbortController().signal);
  return opened;
};

/** Removes what a service with this prefix left on the servers. */
export const removeService = async (servers: Servers, prefix: string, { mongo }: Infrastructure): Promise<void> => {
  await mongo.db.dropDatabase();
  await mongo.db.client.db(`${prefix}keys`).dropDatabase();
  calmRequestQueue();
  const kafka = new Kafka({
    brokers: [...servers.kafkaBrokers],
    clientId: 'telemachy-bench',
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
  if (topics.length > 0) await admin.deleteTopics({ topics });
  await admin.disconnect();
};
