import { MongoClient, type Db } from 'mongodb';
import { z } from 'zod';

/** Where the installation is, as its services know it too. */
export const OpsConfig = z.object({
  MONGODB_URI: z.string().min(1),
  TELEMACHY_DATABASE_PREFIX: z.string().default('telemachy_'),
});

/** The databases of the installation, reached with the operator's credentials. Only this command may look into several. */
export type Installation = { readonly databaseOf: (service: string) => Db; close(): Promise<void> };

/** @throws Error naming the variable that is missing, never its value */
export const openInstallation = async (env: NodeJS.ProcessEnv): Promise<Installation> => {
  const config = OpsConfig.safeParse(env);
  if (!config.success) {
    const missing = config.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new Error(`set ${missing}; while npm start runs, npm run ops does it`);
  }
  const client = await new MongoClient(config.data.MONGODB_URI, {
    serverSelectionTimeoutMS: 5000,
    readConcern: { level: 'majority' },
  }).connect();
  return {
    databaseOf: (service) => client.db(`${config.data.TELEMACHY_DATABASE_PREFIX}${service}`),
    close: () => client.close(),
  };
};
