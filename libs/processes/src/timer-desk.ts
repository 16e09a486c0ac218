import { randomUUID } from 'node:crypto';
import type { StoredDocument } from '@telemachy/projections';
import type { Collection, Db } from 'mongodb';
import type { PendingTimer } from './pending-timers.ts';

export type DueTimer = PendingTimer & { readonly tenant: string };

/** Where the pending timers lie, who may fire them, and whose clock counts. */
export interface TimerDesk {
  prepare(): Promise<void>;
  /** Takes or keeps the lead. `now`: the database's clock, in ms since 1970. */
  lead(): Promise<{ readonly leads: boolean; readonly now: number }>;
  /** Pending timers due at `until`, in ms since 1970, the oldest first. */
  due(until: number, limit: number): Promise<readonly DueTimer[]>;
  resign(): Promise<void>;
}

type Lease = { _id: string; holder: string; until: Date; now: Date };

/** How long a lead lasts without being renewed, in ms: so long may timers be late when their process is killed. */
export const leaseMs = 3_000;

/**
 * In the service's database. The lease only keeps two from doing the same work; firing twice does nothing anyway.
 * @param named the collection that holds the list now
 */
export const mongoTimerDesk = (db: Db, named: () => Promise<string>): TimerDesk => {
  const me = randomUUID();
  const leases: Collection<Lease> = db.collection('leases');
  const indexed = new Set<string>();
  const pending = async (): Promise<Collection<StoredDocument & DueTimer>> => {
    const name = await named();
    const collection = db.collection<StoredDocument & DueTimer>(name);
    if (!indexed.has(name)) await collection.createIndex({ dueAtMs: 1 });
    indexed.add(name);
    return collection;
  };
  const free = {
    $or: [{ $eq: ['$holder', me] }, { $lte: [{ $ifNull: ['$until', new Date(0)] }, '$$NOW'] }],
  };
  const take = {
    holder: { $cond: [free, me, '$holder'] },
    until: { $cond: [free, { $add: ['$$NOW', leaseMs] }, '$until'] },
    now: '$$NOW',
  };
  return {
    prepare: async () => {
      await pending();
    },
    lead: async () => {
      const lease = await leases.findOneAndUpdate({ _id: 'timers' }, [{ $set: take }], {
        upsert: true,
        returnDocument: 'after',
      });
      if (lease === null) throw new Error('the lease of the timers was not given back');
      return { leads: lease.holder === me, now: lease.now.getTime() };
    },
    due: async (until, limit) =>
      (await pending())
        .find({ dueAtMs: { $lte: until } })
        .sort({ dueAtMs: 1 })
        .limit(limit)
        .toArray(),
    resign: async () => {
      await leases.updateOne({ _id: 'timers', holder: me }, { $set: { until: new Date(0) } });
    },
  };
};
