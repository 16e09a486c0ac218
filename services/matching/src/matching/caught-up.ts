import { StoreUnavailable } from '@telemachy/event-store';
import type { EventLog } from '@telemachy/event-log';
import { collectionOf, liveName, type DocumentStore, type Named } from '@telemachy/projections';
import { setTimeout as pause } from 'node:timers/promises';

export type CaughtUpOptions = {
  readonly log: Pick<EventLog, 'endOffsets'>;
  readonly documents: Pick<DocumentStore, 'checkpointsOf' | 'generations'>;
  readonly topic: string;
  readonly timeoutMs?: number;
};

/**
 * Waits until read models have folded every fact that is in the topic now. Whoever has heard a fact calls this to read all that was
 * published before it, in whatever partition.
 * @throws StoreUnavailable when they have not in time; to be tried again
 */
export const caughtUp = async (
  models: readonly Named[],
  { log, documents, topic, timeoutMs = 20_000 }: CaughtUpOptions,
): Promise<void> => {
  const ends = await log.endOffsets(topic);
  const until = performance.now() + timeoutMs;
  const behind = async (model: Named): Promise<boolean> => {
    const checkpoints = await documents.checkpointsOf(await liveName(documents, collectionOf(model)));
    const at = (partition: number): bigint =>
      checkpoints.find((one) => one.topic === topic && one.partition === partition)?.offset ?? 0n;
    return ends.some((end, partition) => at(partition) < end);
  };
  for (const model of models) {
    while (await behind(model)) {
      if (performance.now() > until) throw new StoreUnavailable(`${collectionOf(model)} is behind its facts`);
      await pause(50);
    }
  }
};
