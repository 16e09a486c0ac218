import { setTimeout as pause } from 'node:timers/promises';
import { BSON } from 'mongodb';
import type { AnyBulkWriteOperation, ClientSession, Collection, Db } from 'mongodb';
import { CheckpointMoved, DocumentRefused, nameOfCheckpoint } from './document-store.ts';
import type { Change, Checkpoint, CheckpointKey, DocumentStore, StoredDocument, UnitOfWork } from './document-store.ts';
import { ensureCollection } from './read-model.ts';
import { watchers } from './watchers.ts';
import type { Moved } from './watchers.ts';

type StoredCheckpoint = CheckpointKey & {
  _id: string;
  offset: number;
  position: number;
  partitionseq: number;
  movedAt: Date;
};

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
  if (change?.kind === 'put') return new DocumentRefused(change.document._id, first?.errmsg ?? String(error));
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

const operationOf = (change: Change): AnyBulkWriteOperation<StoredDocument> =>
  change.kind === 'put'
    ? { replaceOne: { filter: { _id: change.document._id }, replacement: change.document, upsert: true } }
    : { deleteOne: { filter: { _id: change.id } } };

const checkpointFrom = ({ offset, position, partitionseq }: StoredCheckpoint): Checkpoint => ({
  offset: BigInt(offset),
  position,
  partitionseq,
});

/** Documents in a service's database; units of work are snapshot transactions, durable on a majority. */
export const mongoDocuments = (db: Db): DocumentStore => {
  const checkpoints: Collection<StoredCheckpoint> = db.collection('checkpoints');
  const { watch, tell } = watchers();
  const collectionOf = (name: string): Collection<StoredDocument> => db.collection(name, { ignoreUndefined: true });

  const move = async (session: ClientSession, key: CheckpointKey, from: Checkpoint | undefined, to: Checkpoint) => {
    const _id = nameOfCheckpoint(key);
    const fields = {
      offset: Number(to.offset),
      position: to.position,
      partitionseq: to.partitionseq,
      movedAt: new Date(),
    };
    if (from === undefined) {
      // Read first: a duplicate key would end the transaction and look like a conflict.
      if ((await checkpoints.findOne({ _id }, { session })) !== null) throw new CheckpointMoved(_id);
      await checkpoints.insertOne({ _id, ...key, ...fields }, { session });
      return;
    }
    const filter = { _id, offset: Number(from.offset), position: from.position };
    const { matchedCount } = await checkpoints.updateOne(filter, { $set: fields }, { session });
    if (matchedCount !== 1) throw new CheckpointMoved(_id);
  };

  const unitOf = (session: ClientSession, moves: Moved[]): UnitOfWork => ({
    load: async (collection, ids) => {
      const found = await collectionOf(collection)
        .find({ _id: { $in: [...ids] } }, { session })
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
      await move(session, key, from, to);
      moves.push({ key, to });
    },
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
      for (const name of [...collections, 'checkpoints']) await ensureCollection(db, name, name !== 'checkpoints');
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
    checkpoint: async (key) => {
      const found = await checkpoints.findOne({ _id: nameOfCheckpoint(key) }, { readConcern: { level: 'majority' } });
      return found === null ? undefined : checkpointFrom(found);
    },
    checkpointsOf: async (consumer) => {
      const found = await checkpoints.find({ consumer }, { readConcern: { level: 'majority' } }).toArray();
      return found.map((one) => ({ consumer, topic: one.topic, partition: one.partition, ...checkpointFrom(one) }));
    },
    consumers: async () =>
      (await checkpoints.distinct('consumer', {}, { readConcern: { level: 'majority' } })).toSorted(),
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
