import { ReadConcern, type Db, type Document } from 'mongodb';

/** In ms. No step of ours leaves a transaction alone for so long; who was only stopped that long is told to try again. */
const abandonedAfterMs = 3_000;

type Idle = { readonly lsid: Document };

/**
 * Ends transactions of programs by our own name that nobody has gone on with: a process that was killed inside one leaves locked what it
 * wrote, and keeps whoever needs a collection for itself waiting, until transactionLifetimeLimitSeconds are over. Asks the primary alone, and for sessions of
 * the own user, which needs no privilege.
 * @param db of a client that has an appName; without one it ends nothing
 * @returns how many it ended
 */
export const endAbandonedTransactions = async ({ client }: Db, afterMs = abandonedAfterMs): Promise<number> => {
  const { appName } = client.options;
  if (appName === undefined) return 0;
  // Whatever the client asks of others: this stage reads what is there now.
  const admin = client.db('admin', { readConcern: new ReadConcern('local'), readPreference: 'primary' });
  const left = { type: 'idleSession', appName, 'transaction.timeInactiveMicros': { $gte: afterMs * 1000 } };
  const idle = await admin
    .aggregate<Idle>([{ $currentOp: { idleSessions: true } }, { $match: left }, { $project: { lsid: 1 } }])
    .toArray();
  if (idle.length > 0) await admin.command({ killSessions: idle.map(({ lsid: { id } }) => ({ id: id as unknown })) });
  return idle.length;
};
