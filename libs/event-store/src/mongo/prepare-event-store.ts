import type { CollectionInfo, Db, Document } from 'mongodb';
import { MongoServerError } from 'mongodb';
import { isDeepStrictEqual } from 'node:util';
import { unchangedSeconds } from '../unchanged.ts';
import { checkFormat } from './check-format.ts';
import { checkServer } from './check-server.ts';
import { collectionsOf } from './collections.ts';
import { checkRestored } from './restore-mark.ts';
import { snapshotSeconds } from './snapshots.ts';

/** Names by which a refused insert is told apart, and a read says which one it means. */
export const indexes = { versions: 'stream_versions', command: 'stream_command', skips: 'skips' } as const;

/**
 * Makes the event store's collections, validators and indexes where they are missing, after a look at the server.
 * @throws DatabaseRefused naming the remedy when the server is no replica set, is older than 5.0, or keeps transactions longer than a sweep looks
 * back, when a newer release has written the database, and while a restore of it is not finished: nothing is changed then.
 * @param restoring for whoever restores it
 */
export const prepareEventStore = async (db: Db, { restoring = false } = {}): Promise<void> => {
  await checkServer(db);
  await checkFormat(db);
  if (!restoring) await checkRestored(db);
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

/** Changes nothing where all is as it should be: a change would wait for every transaction in the collection, and others behind it. */
const withValidator = async (db: Db, name: string, properties: Document): Promise<void> => {
  const required = Object.keys(properties);
  const validator = required.length === 0 ? {} : { $jsonSchema: { bsonType: 'object', required, properties } };
  const known = await db.listCollections<CollectionInfo>({ name }).next();
  if (known === null)
    try {
      await db.createCollection(name, { validator });
      return;
    } catch (error) {
      const namespaceExists = 48;
      if (!(error instanceof MongoServerError) || error.code !== namespaceExists) throw error;
    }
  if (!isDeepStrictEqual(known?.options?.validator ?? {}, validator)) await db.command({ collMod: name, validator });
};
