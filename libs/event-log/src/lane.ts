import { backoff, sleep } from './backoff.ts';
import type { Logger } from './logger.ts';
import type { ConsumeOptions, ReceivedRecord, TopicPartition } from './port.ts';

/** Records of one partition, fetched together. */
export type Fetched = {
  /** Where the fetch began; what somebody sought away from meanwhile is dropped. */
  readonly from: bigint;
  /** Where the next fetch begins. */
  readonly next: bigint;
  readonly records: readonly ReceivedRecord[];
  readonly bytes: number;
};

/** One partition of an assignment: at most one batch at work and one waiting, so memory is bounded and the next is there when one ends. */
export type Lane = {
  readonly partition: TopicPartition;
  /** The offset to fetch from; `undefined` while nothing may be fetched. */
  readonly wanted: () => bigint | undefined;
  /** Whether it would want more if its batches were done: a fetch without it should be short. */
  readonly full: () => boolean;
  readonly held: () => number;
  /** Goes on from there with the next fetch. */
  readonly seek: (offset: bigint) => void;
  readonly take: (fetched: Fetched) => void;
  /** The offset after the last batch that succeeded. */
  readonly reached: () => bigint | undefined;
  /** Resolves when no batch is at work. */
  readonly idle: () => Promise<void>;
};

export type LaneOptions = Pick<ConsumeOptions, 'group' | 'assigned' | 'batch'> & {
  readonly partition: TopicPartition;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Called when it may be fetched from again. */
  readonly wake: () => void;
};

export const laneOf = ({ partition, group, assigned, batch, signal, logger, wake }: LaneOptions): Lane => {
  const wait = backoff(100, 5_000);
  let next: bigint | undefined;
  let waiting: Fetched | undefined;
  let running: Fetched | undefined;
  let working = false;
  let ran: Promise<void> = Promise.resolve();
  let reached: bigint | undefined;

  /** Back to the checkpoint, a while later; the longer, the more often in a row. */
  const again = async (error: unknown): Promise<void> => {
    waiting = undefined;
    next = undefined;
    let failure = error;
    while (!signal.aborted) {
      const ms = wait.take();
      logger.warn(
        { group, ...partition, error: String(failure), againInMs: ms },
        'a batch failed and is delivered again',
      );
      await sleep(ms, signal);
      if (signal.aborted) return;
      try {
        const [offset] = await assigned([partition]);
        next = offset ?? 0n;
        return;
      } catch (refused) {
        failure = refused;
      }
    }
  };

  const work = async (): Promise<void> => {
    working = true;
    while (waiting !== undefined && !signal.aborted) {
      running = waiting;
      waiting = undefined;
      wake();
      try {
        await batch(partition, running.records, signal);
        reached = running.next;
        wait.reset();
      } catch (error) {
        running = undefined;
        await again(error);
      }
    }
    running = undefined;
    working = false;
    wake();
  };

  return {
    partition,
    wanted: () => (waiting === undefined && !signal.aborted ? next : undefined),
    full: () => waiting !== undefined,
    held: () => (waiting?.bytes ?? 0) + (running?.bytes ?? 0),
    seek: (offset) => {
      next = offset;
      wake();
    },
    take: (fetched) => {
      if (signal.aborted || fetched.from !== next) return;
      next = fetched.next;
      if (fetched.records.length === 0) return;
      waiting = fetched;
      if (!working) ran = work();
    },
    reached: () => reached,
    idle: () => ran,
  };
};
