import type { Db } from 'mongodb';
import { collectionOf } from '@telemachy/projections';
import { outbox } from './outbox.projection.ts';
import type { Waiting } from './outbox.projection.ts';

export type DueRow = { readonly tenant: string; readonly row: Waiting };
type Stored = Waiting & { readonly _id: string; readonly tenant: string };

/** What is due, of all organizations, at most `limit` rows of each: a large one does not hold up a small one. */
export const dueRows =
  (db: Db) =>
  async (now: string, limit: number): Promise<readonly DueRow[]> => {
    const rows = db.collection<Stored>(collectionOf(outbox));
    const tenants = (await rows.distinct('tenant')) as string[];
    const found = await Promise.all(
      tenants.map((tenant) =>
        rows
          .find({ tenant, dueAt: { $lte: now } })
          .sort({ dueAt: 1 })
          .limit(limit)
          .toArray(),
      ),
    );
    return found.flat().map(({ _id, tenant, ...row }) => ({ tenant, row }));
  };
