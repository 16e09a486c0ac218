import type { Db } from 'mongodb';
import { MongoClient, MongoServerError } from 'mongodb';
import { DatabaseRefused } from '../errors.ts';
import { longestWriteMs } from './collections.ts';

/** How far before the last known commit a sweep begins to look. */
export const sweepWindowSeconds = 150;

const oldestWireVersion = 13;

/** @throws DatabaseRefused when the server cannot do what the store needs */
export const checkServer = async (db: Db): Promise<void> => {
  const hello = await db.command({ hello: 1 });
  const fault = faultOfServer(hello);
  if (fault !== undefined) throw fault;
  const lifetime = await transactionLifetimeSeconds(db);
  if (lifetime !== undefined && 2 * lifetime + longestWriteMs / 1000 > sweepWindowSeconds)
    throw new DatabaseRefused(
      'slow-transactions',
      `MongoDB keeps transactions for ${lifetime} s, so a commit could appear that the sequencer's sweep no longer looks for`,
      'Set the server parameter transactionLifetimeLimitSeconds to 60 or less',
    );
};

type Hello = { readonly setName?: unknown; readonly maxWireVersion?: unknown; readonly isreplicaset?: unknown };

const faultOfServer = ({ setName, maxWireVersion, isreplicaset }: Hello): DatabaseRefused | undefined => {
  if (isreplicaset === true)
    return new DatabaseRefused(
      'no-replica-set',
      'MongoDB waits for its replica set to be made',
      'Run rs.initiate() once in mongosh',
    );
  if (typeof setName !== 'string')
    return new DatabaseRefused(
      'no-replica-set',
      'MongoDB runs without a replica set, so it has neither transactions nor change streams',
      'Start mongod with --replSet telemachy, run rs.initiate() once in mongosh, and add ?replicaSet=telemachy to MONGODB_URI',
    );
  if (Number(maxWireVersion) < oldestWireVersion)
    return new DatabaseRefused(
      'old-server',
      'MongoDB is older than 5.0 and cannot read snapshots outside of transactions',
      'Upgrade it',
    );
  return undefined;
};

/** `undefined` where we may not ask; 60 unless somebody changed it. */
const transactionLifetimeSeconds = async (db: Db): Promise<number | undefined> => {
  try {
    const answer = await db.client.db('admin').command({ getParameter: 1, transactionLifetimeLimitSeconds: 1 });
    return Number(answer['transactionLifetimeLimitSeconds']);
  } catch (error) {
    const unauthorized = 13;
    if (error instanceof MongoServerError && error.code === unauthorized) return undefined;
    throw error;
  }
};

/**
 * Why the driver finds no primary at an address where a server answers: it would only say that it waited in vain. `undefined` where none answers, or
 * where the one that answers would do. Asks each host by itself, without signing in.
 */
export const whyNoPrimary = async (uri: string): Promise<DatabaseRefused | undefined> => {
  const { options } = new MongoClient(uri);
  for (const host of options.hosts) {
    const hello = await helloOf(`mongodb://${host.toString()}/?directConnection=true`, options.tls);
    if (hello === undefined) continue;
    const fault = faultOfServer(hello);
    if (fault !== undefined) return fault;
    if (options.replicaSet !== undefined && options.replicaSet !== hello['setName'])
      return new DatabaseRefused(
        'no-replica-set',
        `The replica set at ${host.toString()} is named ${String(hello['setName'])}, not ${options.replicaSet}`,
        `Write ?replicaSet=${String(hello['setName'])} in MONGODB_URI`,
      );
  }
  return undefined;
};

const helloOf = async (uri: string, tls: boolean): Promise<(Hello & Record<string, unknown>) | undefined> => {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 1000, connectTimeoutMS: 1000, tls });
  try {
    return await client.db('admin').command({ hello: 1 });
  } catch {
    // Nobody there, or nobody who talks to us: what the driver said before stands.
    return undefined;
  } finally {
    await client.close();
  }
};
