import { parkedCollection } from '@telemachy/projections';
import type { Db } from 'mongodb';
import { reactionsCollection } from './pending-reaction.ts';

/** What one consumer has set aside because its code could not handle it. */
export type ParkedCount = {
  readonly streams: number;
  /** Facts that wait in these streams. */
  readonly facts: number;
  /** Commands and timers that a process gave up. */
  readonly reactions: number;
};

type Counted = { readonly _id: string; readonly count: number; readonly facts?: number };

const none: ParkedCount = { streams: 0, facts: 0, reactions: 0 };

/** Counts once; the answer is asked by consumer. */
export const countParked = async (db: Db): Promise<(consumer: string) => ParkedCount> => {
  const [streams, reactions] = await Promise.all([
    db
      .collection(parkedCollection)
      .aggregate<Counted>([{ $group: { _id: '$consumer', count: { $sum: 1 }, facts: { $sum: { $size: '$facts' } } } }])
      .toArray(),
    db
      .collection(reactionsCollection)
      .aggregate<Counted>([{ $match: { state: 'parked' } }, { $group: { _id: '$consumer', count: { $sum: 1 } } }])
      .toArray(),
  ]);
  return (consumer) => {
    const parked = streams.find(({ _id }) => _id === consumer);
    const given = reactions.find(({ _id }) => _id === consumer);
    if (parked === undefined && given === undefined) return none;
    return { streams: parked?.count ?? 0, facts: parked?.facts ?? 0, reactions: given?.count ?? 0 };
  };
};
