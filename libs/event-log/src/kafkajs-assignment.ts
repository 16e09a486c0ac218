import type { Consumer } from 'kafkajs';
import { backoff, sleep } from './backoff.ts';
import { nameOf } from './lanes.ts';
import type { Logger } from './logger.ts';
import type { ConsumeOptions, TopicPartition } from './port.ts';

const pausing = ({ topic, partition }: TopicPartition) => [{ topic, partitions: [partition] }];

/** What one rebalance gave to this member, until the next. */
export type Assignment = {
  readonly partitions: readonly TopicPartition[];
  /** Aborts when the partitions may be lost. */
  readonly signal: AbortSignal;
  /** Our offsets are sought; nothing is delivered before. */
  readonly ready: Promise<void>;
  /** Delivers one partition again from its checkpoint, a while later; the longer, the more often it failed in a row. */
  postpone(partition: TopicPartition, error: unknown): void;
  /** Whether it waits for that: what was fetched of it meanwhile is not for anybody. */
  isPostponed(partition: TopicPartition): boolean;
  succeeded(partition: TopicPartition): void;
  end(): void;
};

/** Nothing assigned yet. */
export const noAssignment = (): Assignment => ({
  partitions: [],
  signal: AbortSignal.abort(),
  ready: Promise.resolve(),
  postpone: () => {},
  isPostponed: () => false,
  succeeded: () => {},
  end: () => {},
});

/** Starts asking our checkpoints and seeks there. `left`: what must be over before, because the same member had partitions that it lost. */
export const assignmentOf = (
  consumer: Consumer,
  { group, assigned, logger }: Pick<ConsumeOptions, 'group' | 'assigned'> & { readonly logger: Logger },
  partitions: readonly TopicPartition[],
  left: Promise<void>,
): Assignment => {
  const abort = new AbortController();
  const { signal } = abort;
  const waits = new Map<string, ReturnType<typeof backoff>>();
  const timers = new Map<string, NodeJS.Timeout>();
  const postponed = new Set<string>();

  const seek = async (some: readonly TopicPartition[]): Promise<void> => {
    const offsets = await assigned(some);
    if (signal.aborted) return;
    for (const [index, { topic, partition }] of some.entries())
      consumer.seek({ topic, partition, offset: String(offsets[index] ?? 0n) });
  };

  const seekAll = async (): Promise<void> => {
    await left;
    const wait = backoff(100, 5_000);
    while (!signal.aborted) {
      try {
        return await seek(partitions);
      } catch (error) {
        const ms = wait.take();
        logger.warn({ group, error: String(error), againInMs: ms }, 'the checkpoints cannot be read');
        await sleep(ms, signal);
      }
    }
  };

  const postpone = (partition: TopicPartition, error: unknown): void => {
    if (signal.aborted) return;
    const name = nameOf(partition);
    const wait = waits.get(name) ?? backoff(100, 5_000);
    waits.set(name, wait);
    postponed.add(name);
    const ms = wait.take();
    logger.warn({ group, ...partition, error: String(error), againInMs: ms }, 'a batch failed and is delivered again');
    consumer.pause(pausing(partition));
    const again = async (): Promise<void> => {
      timers.delete(name);
      await seek([partition]);
      postponed.delete(name);
      if (!signal.aborted) consumer.resume(pausing(partition));
    };
    timers.set(
      name,
      setTimeout(() => void again().catch((failure: unknown) => postpone(partition, failure)), ms),
    );
  };

  for (const partition of partitions) consumer.resume(pausing(partition));
  return {
    partitions,
    signal,
    ready: seekAll(),
    postpone,
    isPostponed: (partition) => postponed.has(nameOf(partition)),
    succeeded: (partition) => void waits.delete(nameOf(partition)),
    end: () => {
      abort.abort();
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
};
