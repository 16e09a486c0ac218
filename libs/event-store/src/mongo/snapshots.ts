import { MongoServerError } from 'mongodb';
import type { Snapshot } from '../snapshot.ts';
import type { StreamName } from '../storage.ts';
import type { Collections, SnapshotDocument } from './collections.ts';
import { longestWriteMs } from './collections.ts';
import { groupReads } from './group-reads.ts';

/** How long a snapshot is kept that nobody renews, in seconds: 30 days, so that what former releases kept goes away by itself. */
export const snapshotSeconds = 30 * 24 * 60 * 60;

const duplicateKey = 11_000;
const idOf = ({ tenant, stream }: StreamName, form: string): string => `${tenant}|${stream}|${form}`;

/** The last snapshot of each stream and form. */
export const snapshotsIn = ({ snapshots }: Pick<Collections, 'snapshots'>) => {
  const reads = groupReads<string, SnapshotDocument>({
    read: (ids) => snapshots.find({ _id: { $in: [...ids] } }).toArray(),
    nameOfKey: (id) => id,
    nameOfFound: ({ _id }) => _id,
  });
  return {
    async find(of: StreamName, form: string): Promise<Snapshot | undefined> {
      const [found] = await reads.ask(idOf(of, form));
      return found;
    },
    async keep(of: StreamName, form: string, { version, ...rest }: Snapshot): Promise<void> {
      try {
        // A later one does not match, so the upsert meets its `_id`.
        await snapshots.updateOne(
          { _id: idOf(of, form), version: { $lt: version } },
          { $set: { version, ...rest, tenant: of.tenant, keptAt: new Date() } },
          { upsert: true, maxTimeMS: longestWriteMs },
        );
      } catch (error) {
        if (!(error instanceof MongoServerError) || error.code !== duplicateKey) throw error;
      }
    },
  };
};
