import type { Collections } from '../mongo/collections.ts';
import { readTail } from './batch-log.ts';

export type Lag = {
  readonly lastPosition: number;
  /** When the oldest commit was recorded that seems to have no position; `undefined`: none. */
  readonly oldest: Date | undefined;
};

/** How far sequencing is behind, whoever does it. A gauge: a commit that took long to insert may be missed by it, never by the sequencer. */
export const lagOf = async (collections: Collections): Promise<Lag> => {
  const { next, last } = await readTail(collections);
  const later = last === undefined ? {} : { ts: { $gt: last.hi } };
  const [oldest] = await collections.commits
    .find(later, { projection: { recordedAt: 1 } })
    .sort({ ts: 1 })
    .limit(1)
    .toArray();
  return { lastPosition: next - 1, oldest: oldest?.recordedAt };
};
