import type { Db } from 'mongodb';
import { Timestamp } from 'mongodb';
import { setTimeout as pause } from 'node:timers/promises';
import type { Collections } from '../mongo/collections.ts';
import type { SequencedRange } from '../port.ts';
import type { Batch, Tail, Token } from './batch-log.ts';
import { appendBatch, LostRace, readTail } from './batch-log.ts';
import type { CommitFeed, FeedStart } from './commit-feed.ts';
import { HistoryLost, mostCommits, openFeed } from './commit-feed.ts';
import { sweep } from './sweep.ts';

/** Places at which a crash test ends the process. */
export type SequencingPoint = 'begun' | 'read' | 'appended' | 'swept';

export type Sequencing = {
  readonly db: Db;
  readonly collections: Collections;
  /** Asked before each step. */
  readonly goOn: () => boolean;
  readonly fence: () => number;
  readonly onSequenced: (range: SequencedRange) => void;
  readonly at?: (point: SequencingPoint) => void;
  /** How often to save the token of a feed that brings nothing, in ms: a token that nobody renews ages out with the oplog. */
  readonly idleSaveMs?: number;
};

/**
 * Numbers commits for as long as `goOn` says: predecessor first, in commit order, each once. What it knows is the end of the log of batches;
 * on any doubt it forgets that and reads it again.
 */
export const sequence = async (given: Sequencing): Promise<void> => {
  let mustSweep = false;
  while (given.goOn()) {
    const tail = await readTail(given.collections);
    try {
      given.at?.('begun');
      await follow(given, tail, mustSweep);
    } catch (error) {
      if (!(error instanceof LostRace || error instanceof HistoryLost)) throw error;
      mustSweep = error instanceof HistoryLost;
      // The batch that won may not be majority-committed, and so not readable, yet.
      await pause(10);
    }
  }
};

const follow = async (given: Sequencing, known: Tail, mustSweep: boolean): Promise<void> => {
  const { collections, goOn, fence, onSequenced, at } = given;
  let tail = known;
  const append = async (batch: Batch): Promise<boolean> => {
    if (!goOn()) return false;
    const from = tail.next;
    tail = await appendBatch(collections, tail, batch, fence());
    at?.(batch.token === undefined ? 'swept' : 'appended');
    onSequenced({ from, to: tail.next - 1 });
    return true;
  };
  const start = mustSweep ? undefined : await startOf(collections, known);
  const opened = start === undefined ? await openSwept(given, known, append) : await openFeed(given.db, start);
  if (opened === 'stopped') return;
  try {
    await drain(given, opened, append, () => tail.next);
  } finally {
    await opened.close();
  }
};

const drain = async (
  { collections, goOn, at, idleSaveMs = 10_000 }: Sequencing,
  feed: CommitFeed,
  append: (batch: Batch) => Promise<boolean>,
  next: () => number,
): Promise<void> => {
  let savedAt = performance.now();
  while (goOn()) {
    const { commits, ct, token } = await feed.next();
    const heardAt = performance.now();
    if (ct !== undefined) {
      at?.('read');
      if (!(await append({ commits, token, ct, hi: ct }))) return;
      savedAt = performance.now();
      const rest = heardAt + untilNextMs(commits.length) - savedAt;
      if (rest > 0) await pause(rest);
    } else if (performance.now() - savedAt > idleSaveMs) {
      // True whoever writes it: up to this token nothing needs a position from `next` on.
      await collections.sequencer.updateOne({ _id: 'idle' }, { $set: { next: next(), token } }, { upsert: true });
      savedAt = performance.now();
    }
  }
};

/**
 * How long after a batch the next one is asked for, in ms. Each batch costs the database as much as some commits do, so under load they are fewer and
 * larger: at 200 commits a second each still has its own, at 700 six share one. No rest where as many were waiting as can be heard at once.
 */
const untilNextMs = (commits: number): number => (commits < mostCommits ? Math.min(8, 2 + 2 * commits) : 0);

const openSwept = async (
  { db, collections }: Sequencing,
  tail: Tail,
  append: (batch: Batch) => Promise<boolean>,
): Promise<CommitFeed | 'stopped'> => {
  const swept = await sweep({ db, collections, tail, append });
  return swept === 'stopped' ? swept : openFeed(db, { startAtOperationTime: after(swept) });
};

/** `undefined`: nobody has looked yet, or a sweep was not finished. */
const startOf = async ({ sequencer }: Collections, { next, last }: Tail): Promise<FeedStart | undefined> => {
  const idle = await sequencer.findOne({ _id: 'idle' });
  const token: Token | undefined = idle?.next === next ? idle.token : last?.token;
  if (token !== undefined) return { resumeAfter: token };
  return last !== undefined && last.ct.equals(last.hi) ? { startAtOperationTime: after(last.hi) } : undefined;
};

const after = ({ t, i }: Timestamp): Timestamp => new Timestamp({ t, i: i + 1 });
