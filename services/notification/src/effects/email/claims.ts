import type { Db } from 'mongodb';
import { MongoServerError } from 'mongodb';

/** Longer than any one attempt may take. */
const leaseSeconds = 120;
const duplicateKey = 11_000;

type Claim = { readonly _id: string; readonly owner: string; readonly until: Date };

/** Who is sending which mail just now, so that two workers do not send the same. */
export interface Claims {
  /** Whether this worker may send it; `false` while another one does. */
  take(id: string): Promise<boolean>;
  release(id: string): Promise<void>;
}

/** Leases by the database's clock. One that ran out is anybody's, and swept away later. */
export const mongoClaims = async (db: Db, owner: string): Promise<Claims> => {
  const claims = db.collection<Claim>('sendings');
  await claims.createIndex({ until: 1 }, { expireAfterSeconds: 3600 });
  const until = { $dateAdd: { startDate: '$$NOW', unit: 'second', amount: leaseSeconds } };
  return {
    async take(id) {
      try {
        const free = { _id: id, $expr: { $lte: ['$until', '$$NOW'] } };
        await claims.updateOne(free, [{ $set: { owner, until } }], { upsert: true });
        return true;
      } catch (error) {
        // The claim is there and not free, so the upsert ran into its `_id`.
        if (error instanceof MongoServerError && error.code === duplicateKey) return false;
        throw error;
      }
    },
    async release(id) {
      await claims.deleteOne({ _id: id, owner });
    },
  };
};
