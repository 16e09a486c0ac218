import type { Db } from 'mongodb';
import { collectionsOf } from '../mongo/collections.ts';

/** Who numbers commits, as the database knows it. */
export type SequencerLease = {
  /** `<host>/<process>/<uuid>`. */
  readonly owner: string;
  /** Rises with each change of owner. */
  readonly fence: number;
  /** Whether it still holds by the database's clock: when not, nobody numbers. */
  readonly held: boolean;
};

/** For operators; `undefined` while no sequencer has ever run on this database. */
export const readSequencerLease = async (db: Db): Promise<SequencerLease | undefined> => {
  const [found] = await collectionsOf(db)
    .leases.aggregate<SequencerLease>([
      { $match: { _id: 'sequencer' } },
      { $project: { _id: 0, owner: 1, fence: 1, held: { $gt: ['$until', '$$NOW'] } } },
    ])
    .toArray();
  return found;
};
