import { backoff, sleep } from './backoff.ts';
import { laneOf } from './lane.ts';
import type { Lane } from './lane.ts';
import type { Logger } from './logger.ts';
import type { ConsumeOptions, TopicPartition } from './port.ts';

/** What one rebalance gave to this member, until the next. */
export type Lanes = {
  readonly all: readonly Lane[];
  /** Aborts when the partitions may be lost. */
  readonly signal: AbortSignal;
  /** Resolves when fetching may begin, at our offsets. */
  readonly ready: Promise<void>;
  readonly end: () => void;
};

export type LanesOptions = Pick<ConsumeOptions, 'group' | 'assigned' | 'batch'> & {
  readonly logger: Logger;
  readonly wake: () => void;
};

export const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** Nothing assigned yet. */
export const noLanes: Lanes = { all: [], signal: AbortSignal.abort(), ready: Promise.resolve(), end: () => {} };

/** Opens a lane for each partition at our checkpoint. `before`: a partition that is kept waits for the batch that still works on it. */
export const openLanes = (
  partitions: readonly TopicPartition[],
  before: Lanes,
  left: Promise<void>,
  { group, assigned, batch, logger, wake }: LanesOptions,
): Lanes => {
  const abort = new AbortController();
  const { signal } = abort;
  const all = partitions.map((partition) => laneOf({ partition, group, assigned, batch, signal, logger, wake }));
  const earlier = new Map(before.all.map((lane) => [nameOf(lane.partition), lane.idle()]));

  const seek = async (lanes: readonly Lane[]): Promise<void> => {
    if (lanes.length === 0) return;
    const offsets = await assigned(lanes.map(({ partition }) => partition));
    if (!signal.aborted) for (const [index, lane] of lanes.entries()) lane.seek(offsets[index] ?? 0n);
  };

  /** A partition that is kept while a batch of it ends is asked for once more then: the batch may have moved the checkpoint. */
  const seekWhenIdle = async (lane: Lane): Promise<void> => {
    await earlier.get(nameOf(lane.partition));
    await untilRead(() => seek([lane]));
  };

  const untilRead = async (read: () => Promise<void>): Promise<void> => {
    const wait = backoff(100, 5_000);
    while (!signal.aborted) {
      try {
        return await read();
      } catch (error) {
        const ms = wait.take();
        logger.warn({ group, error: String(error), againInMs: ms }, 'the checkpoints cannot be read');
        await sleep(ms, signal);
      }
    }
  };

  const begin = async (): Promise<void> => {
    await left;
    const busy = new Set(before.all.filter((lane) => lane.held() > 0).map(({ partition }) => nameOf(partition)));
    const isBusy = (lane: Lane): boolean => busy.has(nameOf(lane.partition));
    for (const lane of all.filter(isBusy)) void seekWhenIdle(lane);
    await untilRead(() => seek(all.filter((lane) => !isBusy(lane))));
  };

  return { all, signal, ready: begin(), end: () => abort.abort() };
};
