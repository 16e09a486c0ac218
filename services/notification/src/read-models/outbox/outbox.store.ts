import type { Kept, ReadModel } from '@telemachy/service-shell';
import type { Filter } from 'mongodb';
import type { Waiting } from './outbox.projection.ts';

export type DueRow = { readonly tenant: string; readonly row: Waiting };

/** What is due, of all organizations, at most `limit` rows of each: a large one does not hold up a small one. */
export const dueRows =
  (outbox: Pick<ReadModel<Waiting>, 'query'>) =>
  async (now: string, limit: number): Promise<readonly DueRow[]> => {
    const found = await outbox.query(async (rows) => {
      const tenants = await rows.distinct('tenant');
      return Promise.all(
        tenants.map((tenant) =>
          rows
            .find({ tenant, dueAt: { $lte: now } } as Filter<Kept<Waiting>>)
            .sort({ dueAt: 1 })
            .limit(limit)
            .toArray(),
        ),
      );
    });
    return found.flat().map(({ _id, tenant, ...row }) => ({ tenant, row }));
  };
