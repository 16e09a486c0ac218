import { services, topicOf } from '@telemachy/contracts';
import { kafkaClients, kafkaEventLog, topicGenerations, type EventLog } from '@telemachy/event-log';
import { MongoClient, type Db } from 'mongodb';
import { z } from 'zod';
import type { AuditKeySettings } from './audit/audit-keys.ts';
import type { OpenedKeys } from './keys/keys.ts';
import { masterKeysIn, openKeysIn } from './keys/open-keys.ts';
import { onStandardError } from './output.ts';

/** Where the installation is, as its services know it too. */
export const OpsConfig = z.object({
  MONGODB_URI: z.string().min(1),
  TELEMACHY_DATABASE_PREFIX: z.string().default('telemachy_'),
  TELEMACHY_TOPIC_PREFIX: z.string().default(''),
  /** Only some verbs need Kafka. */
  KAFKA_BROKERS: z.string().optional(),
  TELEMACHY_KAFKA_CLIENT: z.enum(kafkaClients).default('kafkajs'),
  /** By which heads of the audit are read. */
  TELEMACHY_AUDIT_KEY: z.string().optional(),
  TELEMACHY_AUDIT_KEY_FILE: z.string().optional(),
  /** Only what is asked of keys needs these. */
  TELEMACHY_MASTER_KEY: z.string().optional(),
  TELEMACHY_MASTER_KEY_FILE: z.string().optional(),
  TELEMACHY_KEYS_URI: z.string().optional(),
});

/** The databases and the Kafka of the installation, reached with the operator's credentials. Only this command may look into several. */
export type Installation = {
  readonly databaseOf: (service: string) => Db;
  /** The topic of a service's facts: of the generation that is live, unless told. */
  readonly topicOf: (service: string, generation?: number) => string;
  /** The generation of a service's topic that is live. */
  readonly generationOf: (service: string) => number;
  readonly auditKey: AuditKeySettings;
  /** Where the keys of words lie. */
  readonly keysDatabase: Db;
  /** Ids of the master keys that the environment names. @throws MasterKeyRefused; Error naming what is missing */
  readonly masters: () => Promise<readonly string[]>;
  /** The keys of words, opened when they are asked for. @throws Error naming what is missing */
  readonly keys: () => Promise<OpenedKeys>;
  /** Kafka, opened when it is asked for. @throws Error naming the variable that is missing */
  readonly log: () => EventLog;
  close(): Promise<void>;
};

/** @throws Error naming the variable that is missing, never its value */
export const openInstallation = async (env: NodeJS.ProcessEnv): Promise<Installation> => {
  const config = OpsConfig.safeParse(env);
  if (!config.success) {
    const missing = config.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new Error(`set ${missing}; while npm start runs, npm run ops does it`);
  }
  const { MONGODB_URI, TELEMACHY_DATABASE_PREFIX, TELEMACHY_TOPIC_PREFIX } = config.data;
  const options = { serverSelectionTimeoutMS: 5000, readConcern: { level: 'majority' } } as const;
  const client = new MongoClient(MONGODB_URI, options);
  await client.connect().catch((cause: unknown) => {
    throw new Error('no MongoDB answers at MONGODB_URI; is the platform running?', { cause });
  });
  const databaseOf = (service: string): Db => client.db(`${TELEMACHY_DATABASE_PREFIX}${service}`);
  const generationOf = async (service: string) => (await topicGenerations(databaseOf(service)).read()).get(service);
  const generations = new Map(
    await Promise.all(services.map(async (service) => [String(service), await generationOf(service)] as const)),
  );
  let log: EventLog | undefined;
  const { TELEMACHY_KEYS_URI: elsewhere } = config.data;
  const keysClient = elsewhere === undefined ? client : new MongoClient(elsewhere, options);
  const keysDatabase = keysClient.db(`${TELEMACHY_DATABASE_PREFIX}keys`);
  return {
    log: () => (log ??= openLog(config.data)),
    databaseOf,
    generationOf: (service) => generations.get(service) ?? 1,
    keysDatabase,
    masters: async () => (await masterKeysIn(config.data)).map(({ id }) => id),
    keys: () => openKeysIn(keysDatabase, config.data),
    auditKey: config.data,
    topicOf: (service, generation = generations.get(service)) =>
      `${TELEMACHY_TOPIC_PREFIX}${topicOf(service, generation)}`,
    close: async () => {
      await log?.close();
      await Promise.all([client.close(), keysClient.close()]);
    },
  };
};

const openLog = ({
  KAFKA_BROKERS,
  TELEMACHY_KAFKA_CLIENT,
  TELEMACHY_TOPIC_PREFIX,
}: z.infer<typeof OpsConfig>): EventLog => {
  if (!KAFKA_BROKERS) throw new Error('set KAFKA_BROKERS; while npm start runs, npm run ops does it');
  const log = kafkaEventLog({
    client: TELEMACHY_KAFKA_CLIENT,
    brokers: KAFKA_BROKERS.split(',').map((broker) => broker.trim()),
    clientId: 'telemachy-ops',
    logger: onStandardError,
  });
  return {
    ...log,
    // As the services name theirs.
    consume: (options) => log.consume({ ...options, group: `${TELEMACHY_TOPIC_PREFIX}${options.group}` }),
  };
};
