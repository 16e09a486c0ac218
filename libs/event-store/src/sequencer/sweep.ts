import type { Db } from 'mongodb';
import { Timestamp } from 'mongodb';
import type { Numbered } from '../mongo/batch.ts';
import { commitIdOf, unpacked } from '../mongo/batch.ts';
import type { Collections } from '../mongo/collections.ts';
import { sweepWindowSeconds } from '../mongo/check-server.ts';
import type { Batch, Tail } from './batch-log.ts';

const commitsPerBatch = 1000;

export type Sweep = {
  readonly db: Db;
  readonly collections: Collections;
  readonly tail: Tail;
  /** Gives positions; answers whether to go on. */
  readonly append: (batch: Batch) => Promise<boolean>;
};

/**
 * Finds every commit that is in no batch, without the change stream: all with a server-filled `ts` since the last known cluster time, less a window,
 * in a snapshot at one operation time, minus those that have a position. Answers that time: a stream that begins after it completes the picture.
 * Complete while every insert ends within the window of its `ts`. Between two sweeps that die, batches keep the old `ct`, so the next one looks as far back.
 */
export const sweep = async ({ db, collections, tail, append }: Sweep): Promise<Timestamp | 'stopped'> => {
  const { operationTime } = await db.command({ ping: 1 });
  const snapshot = operationTime as Timestamp;
  const from = tail.last === undefined ? new Timestamp(0n) : before(tail.last.ct);
  const known = await numberedSince(collections, from);
  const found = foundIn(db, snapshot, from, known);
  let group: Numbered[] = [];
  const flush = async (ct: Timestamp): Promise<boolean> => {
    const commits = group;
    group = [];
    return append({ commits, ct, hi: snapshot });
  };
  for await (const commit of found) {
    if (group.length === commitsPerBatch && !(await flush(tail.last?.ct ?? from))) return 'stopped';
    group.push(commit);
  }
  // The last one tells by `ct` = `hi` that nothing was left.
  if (group.length > 0 && !(await flush(snapshot))) return 'stopped';
  return snapshot;
};

const before = (ct: Timestamp): Timestamp => new Timestamp({ t: Math.max(0, ct.t - sweepWindowSeconds), i: 0 });

const numberedSince = async ({ batches }: Collections, from: Timestamp): Promise<ReadonlySet<string>> => {
  const known = new Set<string>();
  for await (const batch of batches.find({ hi: { $gte: from } }))
    for (const { id } of unpacked(batch)) known.add(id.toHexString());
  return known;
};

async function* foundIn(
  db: Db,
  snapshot: Timestamp,
  from: Timestamp,
  known: ReadonlySet<string>,
): AsyncGenerator<Numbered> {
  const session = db.client.startSession({ causalConsistency: false });
  try {
    // A raw command: the driver drops `atClusterTime` from a read concern, and a later snapshot would overlap with the stream.
    const cursor = db.runCursorCommand(
      {
        find: 'commits',
        filter: { ts: { $gte: from } },
        sort: { ts: 1 },
        projection: { facts: { $size: '$versions' } },
        batchSize: commitsPerBatch,
        readConcern: { level: 'snapshot', atClusterTime: snapshot },
      },
      { session },
    );
    cursor.setBatchSize(commitsPerBatch);
    for await (const { _id, facts } of cursor) {
      const id = commitIdOf(_id);
      if (!known.has(id.toHexString())) yield { id, facts: facts as number };
    }
  } finally {
    await session.endSession();
  }
}
