import type { Commit } from '@telemachy/event-store';
import type { OpenStream } from '../append/streams.ts';
import { paced } from '../measure/load.ts';
import { sharedClock } from '../worker/protocol.ts';

/** By the clock that all processes share, in ms. */
export type CommitTime = { readonly sentAt: number; readonly acknowledgedAt: number };

/** Appends one fact to each of the streams at a steady rate. @returns when each commit was sent and acknowledged, by its id */
export const commitPaced = async (
  streams: readonly OpenStream[],
  pace: { readonly perSecond: number; readonly ms: number },
): Promise<ReadonlyMap<string, CommitTime>> => {
  const committed = new Map<string, CommitTime>();
  await paced(pace, async (index) => {
    const append = streams[index];
    if (append === undefined) throw new Error('there are more acts than streams');
    const sentAt = sharedClock();
    const { id } = (await append()) as Commit;
    committed.set(id, { sentAt, acknowledgedAt: sharedClock() });
  });
  return committed;
};
