import type { Db, Document } from 'mongodb';
import { MongoServerError } from 'mongodb';
import { unchangedSeconds } from '../unchanged.ts';
import { collectionsOf, longestWriteMs } from './collections.ts';
import { snapshotSeconds } from './snapshots.ts';

/** Names by which a refused insert is told apart, and a read says which one it means. */
export const indexes = { versions: 'stream_versions', command: 'stream_command', skips: 'skips' } as const;

/** How far before the last known commit a sweep begins to look. */
export const sweepWindowSeconds = 150;

/**
 * Makes the event store's collections, validators and indexes where they are missing, after a look at the server.
 * @throws Error naming the remedy when the server is no replica set, is older than 5.0, or keeps transactions longer than a sweep looks back.
 */
export const prepareEventStore = async (db: Db): Promise<void> => {
  await checkServer(db);
  const { commits, ledgers, batches, unchanged, snapshots } = collectionsOf(db);
  await Promise.all([
    // The sequencer keeps 12 bytes for each commit: no other id fits.
    withValidator(db, 'commits', {
      _id: { bsonType: 'objectId' },
      tenant: text,
      stream: text,
      versions: { bsonType: 'array', minItems: 1 },
    }),
    withValidator(db, 'claims', { tenant: text, stream: text }),
    withValidator(db, 'ledgers', { tenant: text, owner: text }),
    withValidator(db, 'unchanged', { bodyHash: text }),
    withValidator(db, 'snapshots', { tenant: text, state: text }),
    // Transactions and change streams need the collection to be there.
    withValidator(db, 'batches', {}),
    withValidator(db, 'leases', {}),
    withValidator(db, 'sequencer', {}),
  ]);
  await commits.createIndexes([
    { name: indexes.versions, key: { tenant: 1, stream: 1, versions: 1 }, unique: true },
    {
      name: indexes.command,
      key: { tenant: 1, stream: 1, 'command.id': 1 },
      unique: true,
      partialFilterExpression: { 'command.id': { $exists: true } },
    },
    { name: 'ts', key: { ts: 1 } },
    // Only commits that hold skip marks are in it.
    { name: indexes.skips, key: { skips: 1 }, sparse: true },
  ]);
  await ledgers.createIndexes([{ name: 'owner_stream', key: { tenant: 1, owner: 1, 'reservations.stream': 1 } }]);
  await unchanged.createIndexes([{ name: 'at', key: { at: 1 }, expireAfterSeconds: unchangedSeconds }]);
  await snapshots.createIndexes([{ name: 'keptAt', key: { keptAt: 1 }, expireAfterSeconds: snapshotSeconds }]);
  await batches.createIndexes([{ name: 'hi', key: { hi: 1 } }]);
};

const text = { bsonType: 'string', minLength: 1 };

const withValidator = async (db: Db, name: string, properties: Document): Promise<void> => {
  const required = Object.keys(properties);
  const validator = required.length === 0 ? {} : { $jsonSchema: { bsonType: 'object', required, properties } };
  try {
    await db.createCollection(name, { validator });
  } catch (error) {
    const namespaceExists = 48;
    if (!(error instanceof MongoServerError) || error.code !== namespaceExists) throw error;
    await db.command({ collMod: name, validator });
  }
};

const checkServer = async (db: Db): Promise<void> => {
  const hello = await db.command({ hello: 1 });
  if (typeof hello['setName'] !== 'string')
    throw new Error(
      'MongoDB runs without a replica set, so it has neither transactions nor change streams. ' +
        'Start mongod with --replSet telemachy, run rs.initiate() once in mongosh, and add ?replicaSet=telemachy to MONGODB_URI.',
    );
  const oldest = 13;
  if (Number(hello['maxWireVersion']) < oldest)
    throw new Error('MongoDB is older than 5.0 and cannot read snapshots outside of transactions: upgrade it.');
  const lifetime = await transactionLifetimeSeconds(db);
  if (lifetime !== undefined && 2 * lifetime + longestWriteMs / 1000 > sweepWindowSeconds)
    throw new Error(
      `MongoDB keeps transactions for ${lifetime} s, so a commit could appear that the sequencer's sweep no longer looks for. ` +
        'Set the server parameter transactionLifetimeLimitSeconds to 60 or less.',
    );
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
