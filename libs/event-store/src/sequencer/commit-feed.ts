import type { Db, Document, ObjectId, Timestamp } from 'mongodb';
import { MongoServerError } from 'mongodb';
import type { Numbered } from '../mongo/batch.ts';
import { commitIdOf } from '../mongo/batch.ts';
import { reaching } from '../mongo/unavailable.ts';
import type { Token } from './batch-log.ts';

/** Where to begin: after a token, or at an operation time (included). */
export type FeedStart = { readonly resumeAfter: Token } | { readonly startAtOperationTime: Timestamp };

export type Fed = {
  /** In commit order. Empty when nothing came for a while. */
  readonly commits: readonly Numbered[];
  /** Cluster time of the last of them. */
  readonly ct: Timestamp | undefined;
  /** All commits up to this token have been handed out. */
  readonly token: Token;
};

export type CommitFeed = {
  readonly next: () => Promise<Fed>;
  readonly close: () => Promise<void>;
};

/** Handed out at once. */
export const mostCommits = 1000;
/** How long the server waits for a commit before it answers that there is none, in ms. */
const waitMs = 500;

/**
 * New commits in commit order, as they become majority-committed. Raw commands, since they give whole batches and the token after each of them,
 * also while nothing happens. @throws HistoryLost, from `next` too
 */
export const openFeed = async (db: Db, start: FeedStart): Promise<CommitFeed> => {
  // getMore must use the session of its cursor. Not causal: that would put a read concern beside ours.
  const session = db.client.startSession({ causalConsistency: false });
  let broken = false;
  const run = async (command: Document): Promise<Document> => {
    try {
      // Cursor ids must come back as the 64-bit integers they are.
      return await reaching(() => db.command(command, { session, promoteLongs: false }));
    } catch (error) {
      broken = true;
      throw lostHistory(error) ? new HistoryLost('The oplog no longer reaches back', { cause: error }) : error;
    }
  };
  const aggregate: Document = {
    aggregate: 'commits',
    pipeline: [
      { $changeStream: start },
      { $match: { operationType: 'insert' } },
      { $project: { commit: '$documentKey._id', facts: { $size: '$fullDocument.versions' }, clusterTime: 1 } },
    ],
    cursor: { batchSize: mostCommits },
    readConcern: { level: 'majority' },
  };
  let opened: Document | undefined;
  let cursor: unknown;
  try {
    opened = await run(aggregate);
    cursor = opened['cursor'].id;
  } catch (error) {
    await session.endSession();
    // Whatever it is that the server has against this beginning, a sweep does without it.
    throw error instanceof MongoServerError && 'resumeAfter' in start
      ? new HistoryLost(error.message, { cause: error })
      : error;
  }

  return {
    async next() {
      const reply =
        opened ?? (await run({ getMore: cursor, collection: 'commits', batchSize: mostCommits, maxTimeMS: waitMs }));
      opened = undefined;
      const { id, firstBatch, nextBatch, postBatchResumeToken } = reply['cursor'] as CursorReply;
      if (id.isZero()) {
        broken = true;
        throw new HistoryLost('The change stream ended: the collection was dropped or renamed');
      }
      const events = firstBatch ?? nextBatch ?? [];
      return {
        commits: events.map(numberedOf),
        ct: events.at(-1)?.clusterTime,
        token: postBatchResumeToken,
      };
    },
    async close() {
      try {
        if (!broken) await db.command({ killCursors: 'commits', cursors: [cursor] }, { session });
      } finally {
        await session.endSession();
      }
    },
  };
};

/** The change stream cannot begin or go on where we left it; what came since must be looked for. */
export class HistoryLost extends Error {
  override readonly name = 'HistoryLost';
}

/** One that must not be there is looked for in the store: by the time it is taken out, only the stream still tells of it. */
const numberedOf = ({ commit, facts }: FeedEvent): Numbered => {
  try {
    return { id: commitIdOf(commit), facts };
  } catch (cause) {
    throw new HistoryLost('The change stream tells of a commit that has no place in a batch', { cause });
  }
};

type FeedEvent = { readonly commit: ObjectId; readonly facts: number; readonly clusterTime: Timestamp };
type CursorReply = {
  readonly id: { readonly isZero: () => boolean };
  readonly firstBatch?: readonly FeedEvent[];
  readonly nextBatch?: readonly FeedEvent[];
  readonly postBatchResumeToken: Token;
};

const lostHistory = (error: unknown): boolean =>
  error instanceof MongoServerError &&
  [
    136, // CappedPositionLost
    222, // CloseChangeStream
    260, // InvalidResumeToken
    280, // ChangeStreamFatalError
    286, // ChangeStreamHistoryLost
  ].includes(Number(error.code));
