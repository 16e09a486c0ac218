import { MongoServerError, Timestamp, type Db, type Document } from 'mongodb';

const batchSize = 1_000;
const snapshotTooOld = 239;
const snapshotUnavailable = 246;

/** A cluster time as text: seconds since 1970 and a number within the second. */
export const momentText = ({ t, i }: Timestamp): string => `${t}.${i}`;
export const momentFrom = (text: string): Timestamp => {
  const [t = 0, i = 0] = text.split('.').map(Number);
  return new Timestamp({ t, i });
};

/** A collection or an index was made at about this moment, so that the collection cannot be read as it was then. A later moment will do. */
export class MomentUnreadable extends Error {
  override readonly name = 'MomentUnreadable';
}

/** Says of what MongoDB has against it what can be done. */
const explained = (error: unknown, collection: string): unknown => {
  if (!(error instanceof MongoServerError)) return error;
  // A 32-bit integer of BSON, as everything that is read here.
  const code = Number(error.code);
  if (code === snapshotTooOld)
    return new Error(
      `reading ${collection} took longer than MongoDB remembers a moment. Have it remember longer on every member, ` +
        'db.adminCommand({ setParameter: 1, minSnapshotHistoryWindowInSeconds: 3600 }), and begin again',
      { cause: error },
    );
  if (code === snapshotUnavailable)
    return new MomentUnreadable(
      `${collection} or an index of it was made at this very moment: give the command again`,
      {
        cause: error,
      },
    );
  return error;
};

/** The documents of a collection as they were at a moment, in the order of their ids; every value with the type it is stored with. */
export async function* readAt(
  db: Db,
  { collection, filter = {} }: { readonly collection: string; readonly filter?: Document },
  moment: Timestamp,
): AsyncGenerator<Document> {
  const session = db.client.startSession({ causalConsistency: false });
  try {
    // A raw command: the driver drops `atClusterTime` from a read concern.
    const cursor = db.runCursorCommand(
      {
        find: collection,
        filter,
        sort: { _id: 1 },
        batchSize,
        readConcern: { level: 'snapshot', atClusterTime: moment },
      },
      { session, promoteValues: false, promoteLongs: false, promoteBuffers: false },
    );
    cursor.setBatchSize(batchSize);
    for await (const document of cursor) yield document as Document;
  } catch (error) {
    throw explained(error, `${db.databaseName}.${collection}`);
  } finally {
    await session.endSession();
  }
}

/** The time of the cluster now: what was written before is seen by who reads at it. */
export const momentNow = async (db: Db): Promise<Timestamp> => {
  const { operationTime } = await db.command({ ping: 1 });
  if (!(operationTime instanceof Timestamp)) throw new Error('MongoDB does not tell its time: it is no replica set');
  return operationTime;
};
