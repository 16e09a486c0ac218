import type { Checkpoint, CheckpointKey } from '@telemachy/projections';
import { oldestUnpassed, type TopicState } from './topic-state.ts';

/** How far a consumer is behind the store whose facts it hears. */
export type Lag = {
  /** Facts it has not passed, unpublished ones included. */
  readonly events: number;
  /** Age of the oldest of them. */
  readonly seconds: number;
};

/** @param now the database's clock, in ms since 1970 */
export const lagIn = async (
  state: TopicState,
  checkpoints: readonly (CheckpointKey & Checkpoint)[],
  now: number,
): Promise<Lag> => {
  const mine = new Map(
    checkpoints.filter(({ topic }) => topic === state.topic).map((checkpoint) => [checkpoint.partition, checkpoint]),
  );
  const behind = new Map<number, number>();
  let events = state.head - state.published;
  for (const [partition, published] of state.partitionseqs.entries()) {
    const at = mine.get(partition);
    const missing = published - (at?.partitionseq ?? 0);
    if (missing <= 0) continue;
    events += missing;
    behind.set(partition, at?.position ?? 0);
  }
  if (events === 0) return { events, seconds: 0 };
  const oldest = await oldestUnpassed(state, behind);
  return { events, seconds: oldest === undefined ? 0 : Math.max(0, (now - Date.parse(oldest)) / 1000) };
};

/** Of all topics that one consumer hears: the facts add up, the oldest counts. */
export const together = (lags: readonly Lag[]): Lag => ({
  events: lags.reduce((sum, { events }) => sum + events, 0),
  seconds: Math.round(Math.max(0, ...lags.map(({ seconds }) => seconds))),
});
