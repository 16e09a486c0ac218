import type { Document } from 'mongodb';
import { MongoServerError } from 'mongodb';
import type { Collections, LeaseDocument } from '../mongo/collections.ts';

import { reaching } from '../mongo/unavailable.ts';

export type LeaseOptions = {
  readonly leases: Collections['leases'];
  readonly name: string;
  /** Unique for each holder that ever was. */
  readonly owner: string;
  readonly ms: number;
};

export type Lease = {
  /** Takes the lease where it is free, renews it where it is ours. */
  readonly renew: () => Promise<void>;
  /** Whether it is ours for sure: counted from before the last renewal was sent. */
  readonly held: () => boolean;
  readonly fence: () => number;
  /** Lets others have it at once. */
  readonly release: () => Promise<void>;
};

/** Who may lead. Judged by the database's clock; the document is never deleted, so that the fence only rises. */
export const leaseOf = ({ leases, name, owner, ms }: LeaseOptions): Lease => {
  let heldUntil = -Infinity;
  let fence = 0;
  return {
    async renew() {
      const asked = performance.now();
      const lease = await reaching(() => take(leases, name, owner, ms));
      const ours = lease?.owner === owner;
      heldUntil = ours ? asked + ms : -Infinity;
      if (ours) ({ fence } = lease);
    },
    held: () => performance.now() < heldUntil,
    fence: () => fence,
    async release() {
      heldUntil = -Infinity;
      await leases.updateOne({ _id: name, owner }, { $set: { until: new Date(0) } });
    },
  };
};

const take = async (
  leases: Collections['leases'],
  name: string,
  owner: string,
  ms: number,
): Promise<LeaseDocument | null> => {
  const ours: Document = { $eq: ['$owner', owner] };
  const free: Document = { $or: [ours, { $lt: [{ $ifNull: ['$until', new Date(0)] }, '$$NOW'] }] };
  const taken = (value: unknown, otherwise: string): Document => ({ $cond: [free, value, otherwise] });
  const next = { $cond: [ours, '$fence', { $add: [{ $ifNull: ['$fence', 0] }, 1] }] };
  const update = {
    $set: {
      owner: taken(owner, '$owner'),
      fence: taken(next, '$fence'),
      until: taken({ $add: ['$$NOW', ms] }, '$until'),
    },
  };
  try {
    return await leases.findOneAndUpdate({ _id: name }, [update], { upsert: true, returnDocument: 'after' });
  } catch (error) {
    const duplicateKey = 11_000;
    // Another one made the document at the same moment.
    if (error instanceof MongoServerError && error.code === duplicateKey) return null;
    throw error;
  }
};
