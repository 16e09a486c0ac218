import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import { MongoServerError } from 'mongodb';

/** Longer than any one attempt may take. */
const leaseSeconds = 40;
const duplicateKey = 11_000;

type Claim = { readonly _id: string; readonly owner: string; readonly until: Date };

/** Who is sending which mail just now, so that two workers do not send the same. */
export interface Claims {
  /** Whether this worker may send it; `false` while another one does. */
  take(id: string): Promise<boolean>;
  release(id: string): Promise<void>;
}

/** Leases by the database's clock. One that ran out is anybody's, and swept away later. */
export const mongoClaims = async (db: Db): Promise<Claims> => {
  const claims = db.collection<Claim>('sendings');
  await claims.createIndex({ until: 1 }, { expireAfterSeconds: 3600 });
  const mine = new Map<string, string>();
  // Absent or run out: both are before now.
  const free = { $lte: [{ $ifNull: ['$until', new Date(0)] }, '$$NOW'] };
  const end = { $dateAdd: { startDate: '$$NOW', unit: 'second', amount: leaseSeconds } };
  const takeover = (owner: string) => [
    { $set: { owner: { $cond: [free, owner, '$owner'] }, until: { $cond: [free, end, '$until'] } } },
  ];
  return {
    async take(id) {
      const owner = randomUUID();
      try {
        const options = { upsert: true, returnDocument: 'after' } as const;
        const claim = await claims.findOneAndUpdate({ _id: id }, takeover(owner), options);
        if (claim?.owner !== owner) return false;
        mine.set(id, owner);
        return true;
      } catch (error) {
        // Two made the same claim at the same moment, and the other one was first.
        if (error instanceof MongoServerError && error.code === duplicateKey) return false;
        throw error;
      }
    },
    async release(id) {
      // Lost, it only runs out later; so nothing waits for it.
      const owner = mine.get(id);
      mine.delete(id);
      if (owner !== undefined) await claims.deleteOne({ _id: id, owner }, { writeConcern: { w: 1, j: false } });
    },
  };
};
