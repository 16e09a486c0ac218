import { collectionOf, liveName, type DocumentStore } from '@telemachy/projections';
import type { Db } from 'mongodb';
import { pendingTimers } from './pending-timers.ts';

export type TimerBacklog = {
  /** Neither fired nor cancelled. */
  readonly pending: number;
  /** Due by the database's clock and not fired yet. */
  readonly overdue: number;
  /** How late the first of them is, in seconds. */
  readonly lateSeconds: number;
};

type Counted = { readonly pending: number; readonly overdue: number; readonly late: number };

/** Of the service whose database it is, by the database's clock. */
export const timerBacklog = async (
  db: Db,
  documents: Pick<DocumentStore, 'generations'>,
  service: string,
): Promise<TimerBacklog> => {
  const late = { $subtract: [{ $toLong: '$$NOW' }, '$dueAtMs'] };
  const [counted] = await db
    .collection(await liveName(documents, collectionOf(pendingTimers(service))))
    .aggregate<Counted>([
      {
        $group: {
          _id: null,
          pending: { $sum: 1 },
          overdue: { $sum: { $cond: [{ $gt: [late, 0] }, 1, 0] } },
          late: { $max: late },
        },
      },
    ])
    .toArray();
  const { pending = 0, overdue = 0, late: ms = 0 } = counted ?? {};
  return { pending, overdue, lateSeconds: Math.max(0, Math.round(Number(ms) / 1000)) };
};
