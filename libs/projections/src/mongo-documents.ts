import { setTimeout as pause } from 'node:timers/promises';
import { BSON } from 'mongodb';
import type { AnyBulkWriteOperation, ClientSession, Collection, Db } from 'mongodb';
import { DocumentRefused } from './document-store.ts';
import type { Change, DocumentStore, StoredDocument, UnitOfWork } from './document-store.ts';
import { mongoCheckpoints } from './mongo-checkpoints.ts';
import { mongoGenerations } from './mongo-generations.ts';
import { parkedCollection } from './parked.ts';
import { ensureCollection } from './read-model.ts';
import { watchers } from './watchers.ts';
import type { Moved } from './watchers.ts';

const duplicateKey = 11_000;
const largestDocument = 16 * 1024 * 1024;
/** Conflicts between partitions that meet in one document are over within a few tries. */
const tries = 12;

type Failure = {
  readonly code?: number;
  readonly hasErrorLabel?: (label: string) => boolean;
  readonly writeErrors?:
    | { readonly index: number; readonly errmsg?: string }
    | readonly { readonly index: number; readonly errmsg?: string }[];
};

const isConflict = (error: unknown): boolean => {
  const { code, hasErrorLabel } = error as Failure;
  return code === duplicateKey || hasErrorLabel?.call(error, 'TransientTransactionError') === true;
};

/** Which document a failed write is about, where it is about one. */
const refusalOf = (error: unknown, changes: readonly Change[]): DocumentRefused | undefined => {
  const { writeErrors } = error as Failure;
  const first = Array.isArray(writeErrors) ? (writeErrors as { index: number; errmsg?: string }[])[0] : undefined;
  const change = first === undefined ? undefined : changes[first.index];
  if (change !== undefined && change.kind !== 'remove')
    return new DocumentRefused(change.document._id, first?.errmsg ?? String(error));
  for (const one of changes) {
    if (one.kind === 'remove') continue;
    try {
      if (BSON.serialize(one.document, { ignoreUndefined: true }).byteLength > largestDocument)
        return new DocumentRefused(one.document._id, 'the document is larger than 16 MB');
    } catch (reason) {
      return new DocumentRefused(one.document._id, String(reason));
    }
  }
  return undefined;
};

const operationOf = (change: Change): AnyBulkWriteOperation<StoredDocument> => {
  switch (change.kind) {
    case 'put':
      return { replaceOne: { filter: { _id: change.document._id }, replacement: change.document, upsert: true } };
    case 'add':
      return { insertOne: { document: change.document } };
    case 'remove':
      return { deleteOne: { filter: { _id: change.id } } };
  }
};

/** Documents in a service's database; units of work are snapshot transactions, durable on a majority. */
export const mongoDocuments = (db: Db): DocumentStore => {
  const checkpoints = mongoCheckpoints(db);
  const generations = mongoGenerations(db);
  const { watch, tell } = watchers();
  const collectionOf = (name: string): Collection<StoredDocument> => db.collection(name, { ignoreUndefined: true });

  const unitOf = (session: ClientSession, moves: Moved[]): UnitOfWork => ({
    load: async (collection, ids) => {
      const found = await collectionOf(collection)
        .find({ _id: { $in: [...ids] } }, { session, batchSize: ids.length + 1 })
        .toArray();
      return new Map(found.map((document) => [document._id, document]));
    },
    write: async (collection, changes) => {
      if (changes.length === 0) return;
      try {
        await collectionOf(collection).bulkWrite(changes.map(operationOf), { session, ordered: false });
      } catch (error) {
        throw isConflict(error) ? error : (refusalOf(error, changes) ?? error);
      }
    },
    moveCheckpoint: async (key, from, to) => {
      await checkpoints.in(session).move(key, from, to);
      moves.push({ key, to });
    },
    checkpointsOf: (consumer) => checkpoints.of(consumer, session),
    hold: (keys, until) => checkpoints.in(session).hold(keys, until),
    generationsOf: (model) => generations.in(session).of(model),
    keepGenerations: (changed) => generations.in(session).keep(changed),
  });

  const commit = async (session: ClientSession): Promise<void> => {
    for (let tried = 1; ; tried += 1) {
      try {
        return await session.commitTransaction();
      } catch (error) {
        const unknown = (error as Failure).hasErrorLabel?.('UnknownTransactionCommitResult') === true;
        if (!unknown || tried >= 3) throw error;
      }
    }
  };

  return {
    ensure: async (collections) => {
      for (const name of collections) await ensureCollection(db, name);
      for (const { collection } of [checkpoints, generations]) await ensureCollection(db, collection, false);
    },
    transact: async (work) => {
      for (let tried = 1; ; tried += 1) {
        const session = db.client.startSession();
        const moves: Moved[] = [];
        try {
          session.startTransaction({
            readConcern: { level: 'snapshot' },
            writeConcern: { w: 'majority', j: true },
            readPreference: 'primary',
          });
          const result = await work(unitOf(session, moves));
          await commit(session);
          tell(moves);
          return result;
        } catch (error) {
          if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
          if (!isConflict(error) || tried >= tries) throw error;
          await pause(Math.random() * Math.min(100, 2 ** tried));
        } finally {
          await session.endSession();
        }
      }
    },
    checkpoint: checkpoints.find,
    checkpointsOf: (consumer) => checkpoints.of(consumer),
    consumers: checkpoints.consumers,
    generations: generations.all,
    drop: async (consumer) => {
      await checkpoints.drop(consumer);
      await collectionOf(parkedCollection).deleteMany({ consumer });
      await db.dropCollection(consumer);
    },
    now: async () => {
      const { localTime } = await db.command({ hello: 1 });
      if (!(localTime instanceof Date)) throw new Error('MongoDB does not tell its time');
      return localTime.getTime();
    },
    find: (collection, where, limit = 0) =>
      collectionOf(collection)
        .find(where, { readConcern: { level: 'majority' } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    all: (collection) =>
      collectionOf(collection)
        .find({}, { readConcern: { level: 'majority' } })
        .sort({ _id: 1 }),
    watch,
  };
};
