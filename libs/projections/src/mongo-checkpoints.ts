import type { ClientSession, Collection, Db } from 'mongodb';
import { beginning, CheckpointMoved, nameOfCheckpoint } from './document-store.ts';
import type { Checkpoint, CheckpointKey } from './document-store.ts';

type Stored = CheckpointKey & {
  _id: string;
  offset: number;
  position: number;
  partitionseq: number;
  movedAt: Date;
  heldUntil?: Date;
};

const checkpointFrom = ({ offset, position, partitionseq }: Stored): Checkpoint => ({
  offset: BigInt(offset),
  position,
  partitionseq,
});
const keyedFrom = (one: Stored): CheckpointKey & Checkpoint => ({
  consumer: one.consumer,
  topic: one.topic,
  partition: one.partition,
  ...checkpointFrom(one),
});
const fieldsOf = ({ offset, position, partitionseq }: Checkpoint) => ({
  offset: Number(offset),
  position,
  partitionseq,
  movedAt: new Date(),
});
const majority = { readConcern: { level: 'majority' } } as const;
/** Later than any clock; the largest date that MongoDB and JavaScript both hold. */
export const forGood = new Date(8_640_000_000_000_000);
const letGo = { $lte: [{ $ifNull: ['$heldUntil', new Date(0)] }, '$$NOW'] };

/** How far each consumer of a service has come in each partition: one document each. */
export const mongoCheckpoints = (db: Db) => {
  const checkpoints: Collection<Stored> = db.collection('checkpoints');
  return {
    collection: 'checkpoints',
    find: async (key: CheckpointKey): Promise<Checkpoint | undefined> => {
      const found = await checkpoints.findOne({ _id: nameOfCheckpoint(key) }, majority);
      return found === null ? undefined : checkpointFrom(found);
    },
    of: async (consumer: string, session?: ClientSession): Promise<readonly (CheckpointKey & Checkpoint)[]> => {
      const options = session === undefined ? majority : { session };
      return (await checkpoints.find({ consumer }, options).toArray()).map(keyedFrom);
    },
    consumers: async (): Promise<readonly string[]> =>
      (await checkpoints.distinct('consumer', {}, majority)).toSorted(),
    drop: async (consumer: string): Promise<void> => {
      await checkpoints.deleteMany({ consumer });
    },
    in: (session: ClientSession) => ({
      move: async (key: CheckpointKey, from: Checkpoint | undefined, to: Checkpoint): Promise<void> => {
        const _id = nameOfCheckpoint(key);
        if (from === undefined) {
          // Read first: a duplicate key would end the transaction and look like a conflict.
          if ((await checkpoints.findOne({ _id }, { session })) !== null) throw new CheckpointMoved(_id);
          await checkpoints.insertOne({ _id, ...key, ...fieldsOf(to) }, { session });
          return;
        }
        const filter = { _id, offset: Number(from.offset), position: from.position, $expr: letGo };
        const { matchedCount } = await checkpoints.updateOne(filter, { $set: fieldsOf(to) }, { session });
        if (matchedCount !== 1) throw new CheckpointMoved(_id);
      },
      hold: async (keys: readonly CheckpointKey[], until: number): Promise<void> => {
        const heldUntil = until === Infinity ? forGood : new Date(until);
        const operations = keys.map((key) => ({
          updateOne: {
            filter: { _id: nameOfCheckpoint(key) },
            update: { $set: { heldUntil }, $setOnInsert: { ...key, ...fieldsOf(beginning) } },
            upsert: true,
          },
        }));
        if (operations.length > 0) await checkpoints.bulkWrite(operations, { session });
      },
    }),
  };
};
