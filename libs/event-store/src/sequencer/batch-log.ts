import type { Timestamp } from 'mongodb';
import { MongoServerError } from 'mongodb';
import { longestWriteMs } from '../mongo/collections.ts';
import type { BatchDocument, Collections } from '../mongo/collections.ts';
import type { Numbered } from '../mongo/batch.ts';
import { packed } from '../mongo/batch.ts';

export type Token = Record<string, unknown>;

/** The end of the log of batches, as one author knows it: all there is to know about what has a position. */
export type Tail = {
  /** The next position to give. */
  readonly next: number;
  /** The last batch; `undefined` where nothing has a position yet. */
  readonly last: Pick<BatchDocument, '_id' | 'n' | 'token' | 'ct' | 'hi'> | undefined;
};

/** Another author was quicker; what this one knows of the log is old. */
export class LostRace extends Error {
  override readonly name = 'LostRace';
}

export const readTail = async ({ batches }: Collections): Promise<Tail> => {
  const projection = { n: 1, token: 1, ct: 1, hi: 1 };
  const [last] = await batches.find({}, { projection }).sort({ _id: -1 }).limit(1).toArray();
  return { next: last === undefined ? 1 : last._id + last.n, last };
};

export type Batch = {
  readonly commits: readonly Numbered[];
  readonly token?: Token;
  readonly ct: Timestamp;
  readonly hi: Timestamp;
};

/**
 * Gives the next positions to these commits. The unique `_id` is a compare-and-set on the whole log: who does not know the last batch
 * computes an `_id` that is taken, so no fence is needed for safety; the document keeps it for those who read afterwards.
 * @throws LostRace
 */
export const appendBatch = async (
  { batches }: Collections,
  { next }: Tail,
  { commits, token, ct, hi }: Batch,
  fence: number,
): Promise<Tail> => {
  const bounds = { ...(token === undefined ? {} : { token }), ct, hi };
  const batch: BatchDocument = { _id: next, ...packed(commits), fence, ...bounds };
  try {
    await batches.insertOne(batch, { maxTimeMS: longestWriteMs });
  } catch (error) {
    const duplicateKey = 11_000;
    if (error instanceof MongoServerError && error.code === duplicateKey)
      throw new LostRace(`position ${next} was given by another sequencer`, { cause: error });
    throw error;
  }
  return { next: next + batch.n, last: { _id: next, n: batch.n, ...bounds } };
};
