import type { ClientSession, Db } from 'mongodb';
import { setTimeout as pause } from 'node:timers/promises';

const attempts = 40;

/**
 * Ends a transaction whose connection was torn. The server would keep it open, with all that it wrote locked,
 * until transactionLifetimeLimitSeconds (60 unless told) are over. Tries for a while, since the line may still be down.
 */
export const killSession = async ({ client }: Db, session: ClientSession): Promise<void> => {
  const id = session.id?.id;
  if (id === undefined) return;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      await client.db('admin').command({ killSessions: [{ id }] });
      return await session.endSession();
    } catch {
      // No server yet; when none comes in time, the server's own limit ends the transaction.
      await pause(Math.min(2000, 20 * 2 ** attempt), undefined, { ref: false });
    }
  }
};
