import type { ClientSession, Db } from 'mongodb';
import { MongoError, MongoServerError } from 'mongodb';
import { setTimeout as pause } from 'node:timers/promises';
import { StoreUnavailable } from '../errors.ts';
import type { ClaimChange, ClaimTaken } from '../port.ts';
import { changeClaims } from './claims-in-transaction.ts';
import type { Collections, CommitDocument } from './collections.ts';
import { longestWriteMs } from './collections.ts';
import type { InsertFault } from './group-commit.ts';
import { indexNamedIn } from './insert-commits.ts';
import { killSession } from './kill-session.ts';
import { translated } from './unavailable.ts';

export type ClaimedAppend =
  | { readonly outcome: 'appended' }
  | { readonly outcome: 'commit-refused'; readonly fault: InsertFault }
  | ({ readonly outcome: 'claim-taken' } & ClaimTaken)
  /** Others changed the same claims each time. */
  | { readonly outcome: 'contended' };

const duplicateKey = 11_000;
/** How long to try again, in ms, unless told. */
const longest = 8000;

/** Commit and claims in one transaction, again when another transaction was in the way. */
export const appendWithClaims = async (
  db: Db,
  collections: Collections,
  work: Work,
  patienceMs = longest,
): Promise<ClaimedAppend> => {
  const session = db.client.startSession();
  try {
    const outcome = await attemptUntil(performance.now() + patienceMs, session, collections, work);
    await session.endSession();
    return outcome;
  } catch (error) {
    // The caller need not wait for what is left to clean up.
    if (translated(error) instanceof StoreUnavailable) void killSession(db, session);
    else await session.endSession();
    throw error;
  }
};

export type Work = { readonly commit: CommitDocument; readonly claims: readonly ClaimChange[] };

const attemptUntil = async (
  deadline: number,
  session: ClientSession,
  collections: Collections,
  work: Work,
): Promise<ClaimedAppend> => {
  for (let attempt = 1; performance.now() < deadline; attempt += 1) {
    const outcome = await attemptIn(session, collections, work);
    if (outcome !== 'again') return outcome;
    await pause(Math.random() * Math.min(50, 2 ** attempt));
  }
  return { outcome: 'contended' };
};

const attemptIn = async (
  session: ClientSession,
  collections: Collections,
  { commit, claims }: Work,
): Promise<ClaimedAppend | 'again'> => {
  session.startTransaction({
    readConcern: { level: 'snapshot' },
    writeConcern: { w: 'majority', journal: true },
    readPreference: 'primary',
    maxCommitTimeMS: longestWriteMs,
  });
  try {
    // First the commit: a repeated command must meet its own commit, not its own claims.
    const fault = await insertIn(session, collections, commit);
    if (fault !== undefined) return await givenUp(session, { outcome: 'commit-refused', fault });
    const { tenant, stream } = commit;
    const taken = await changeClaims(collections, session, { tenant, stream }, claims);
    if (taken !== undefined) return await givenUp(session, { outcome: 'claim-taken', ...taken });
    await committed(session);
    return { outcome: 'appended' };
  } catch (error) {
    if (!isTransient(error)) throw error;
    return session.inTransaction() ? givenUp(session, 'again') : 'again';
  }
};

const insertIn = async (
  session: ClientSession,
  { commits }: Collections,
  commit: CommitDocument,
): Promise<InsertFault | undefined> => {
  try {
    await commits.insertOne(commit, { session, maxTimeMS: longestWriteMs });
    return undefined;
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== duplicateKey) throw error;
    return { code: duplicateKey, index: indexNamedIn(error.message), message: error.message };
  }
};

/** Whether it came through is asked until that is known, for as long as the driver has a server to ask. */
const committed = async (session: ClientSession): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await session.commitTransaction();
    } catch (error) {
      const unknown = error instanceof MongoError && error.hasErrorLabel('UnknownTransactionCommitResult');
      if (!unknown || attempt === 3) throw error;
    }
  }
};

const givenUp = async <Outcome>(session: ClientSession, outcome: Outcome): Promise<Outcome> => {
  await session.abortTransaction();
  return outcome;
};

/** Another transaction was in the way: on a claim it shows as a write conflict or, where both would make the document, as a duplicate key. */
const isTransient = (error: unknown): boolean =>
  error instanceof MongoServerError &&
  (error.hasErrorLabel('TransientTransactionError') || error.code === duplicateKey);
