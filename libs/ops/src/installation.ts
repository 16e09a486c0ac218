import { topicOf } from '@telemachy/contracts';
import { MongoClient, type Db } from 'mongodb';
import { z } from 'zod';

/** Where the installation is, as its services know it too. */
export const OpsConfig = z.object({
  MONGODB_URI: z.string().min(1),
  TELEMACHY_DATABASE_PREFIX: z.string().default('telemachy_'),
  TELEMACHY_TOPIC_PREFIX: z.string().default(''),
});

/** The databases of the installation, reached with the operator's credentials. Only this command may look into several. */
export type Installation = {
  readonly databaseOf: (service: string) => Db;
  readonly topicOf: (service: string) => string;
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
  const client = new MongoClient(MONGODB_URI, {
    serverSelectionTimeoutMS: 5000,
    readConcern: { level: 'majority' },
  });
  await client.connect().catch((cause: unknown) => {
    throw new Error('no MongoDB answers at MONGODB_URI; is the platform running?', { cause });
  });
  return {
    databaseOf: (service) => client.db(`${TELEMACHY_DATABASE_PREFIX}${service}`),
    topicOf: (service) => `${TELEMACHY_TOPIC_PREFIX}${topicOf(service)}`,
    close: () => client.close(),
  };
};
