import mongoose, { type Connection } from 'mongoose';
import { MongoClient, type Db, type MongoClientOptions } from 'mongodb';

/**
 * Durable writes and true reads whatever the connection string says, and quick failure: a request would rather hear 503 now than wait.
 * The driver looks for a primary again every second, so the service recovers by itself.
 */
const options: MongoClientOptions = {
  writeConcern: { w: 'majority', journal: true },
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  retryWrites: true,
  retryReads: true,
  serverSelectionTimeoutMS: 2000,
  connectTimeoutMS: 2000,
  waitQueueTimeoutMS: 5000,
  heartbeatFrequencyMS: 1000,
  maxPoolSize: 50,
};

/** Where users are known: what the address says, not the service's own database, which the driver would take once one is named. */
const authSourceOf = (uri: string): { authSource?: string } => {
  const [, user, path, query = ''] = /^mongodb(?:\+srv)?:\/\/([^@/]*@)?[^/]*(?:\/([^?]*))?(?:\?(.*))?$/.exec(uri) ?? [];
  if (user === undefined || new URLSearchParams(query).has('authSource')) return {};
  return { authSource: path === undefined || path === '' ? 'admin' : decodeURIComponent(path) };
};

/** A service's own database, and mongoose on the same client for its models. */
export type Mongo = {
  readonly db: Db;
  readonly connection: Connection;
  /** Reaches the server; once reached, it changes nothing. @throws the driver's error while there is no primary */
  connect(): Promise<void>;
  close(): Promise<void>;
};

export const openMongo = (uri: string, database: string, appName: string): Mongo => {
  const named = { ...options, ...authSourceOf(uri), dbName: database, appName };
  const client = new MongoClient(uri, named);
  const connection = mongoose.createConnection();
  let adopted = false;
  return {
    db: client.db(database),
    connection,
    connect: async () => {
      await client.connect();
      if (adopted) return;
      connection.setClient(client);
      adopted = true;
    },
    close: () => client.close(),
  };
};
