import { setTimeout as pause } from 'node:timers/promises';
import { TopicMissing } from '@telemachy/event-log';
import type { CheckpointKey } from '../document-store.ts';
import { topicsOf } from '../follow.ts';
import { runProjection } from '../run-projection.ts';
import { countingIn } from './build-generation.ts';
import type { Rebuilding } from './rebuild-read-model.ts';

/** Behind by no more than this and what comes in two seconds, the rest is a matter of moments: checkpoints that pass unheard facts are kept once a second. */
const near = 200;
const nearMs = 2_000;
const lookEveryMs = 100;

const total = (ends: readonly { readonly end: bigint }[]): number =>
  ends.reduce((sum, { end }) => sum + Number(end), 0);

export type Following = {
  readonly places: () => Promise<readonly Pick<CheckpointKey, 'topic' | 'partition'>[]>;
  stop(): Promise<void>;
};

/**
 * Follows the topics with the new generation, as its runners will, until it is near their end, and goes on until stopped.
 * @throws Error when facts are missing in a topic
 */
export const catchUp = async (rebuilding: Rebuilding): Promise<Following> => {
  const { projection, documents, claim, sources, log, topicOf, progress, signal, logger, service } = rebuilding;
  const topics = topicsOf(projection.hears, topicOf);
  const ends = async () => {
    const all: (Pick<CheckpointKey, 'topic' | 'partition'> & { readonly end: bigint })[] = [];
    for (const topic of topics) {
      const offsets = await log.endOffsets(topic).catch((error: unknown) => {
        if (error instanceof TopicMissing) return [];
        throw error;
      });
      all.push(...offsets.map((end, partition) => ({ topic, partition, end })));
    }
    return all;
  };
  const begun = { at: performance.now(), total: total(await ends()) };
  /** Records that are left, and how many come within two seconds. */
  const look = async (): Promise<{ readonly left: number; readonly coming: number }> => {
    const checkpoints = await documents.checkpointsOf(claim.name);
    const now = await ends();
    const left = now.reduce((sum, { topic, partition, end }) => {
      const at = checkpoints.find((one) => one.topic === topic && one.partition === partition)?.offset ?? 0n;
      return sum + Math.max(0, Number(end - at));
    }, 0);
    const coming = ((total(now) - begun.total) * nearMs) / Math.max(1, performance.now() - begun.at);
    return { left, coming };
  };

  // One that was live once was held when another took its place.
  await documents.transact(async (unit) => unit.hold(await unit.checkpointsOf(claim.name), 0));
  const running = await runProjection({
    service,
    projection,
    log,
    documents,
    logger,
    topicOf,
    generation: claim.name,
    counting: countingIn(sources),
  });
  try {
    for (;;) {
      const { left, coming } = await look();
      if (left <= near + coming) break;
      signal.throwIfAborted();
      const [hole] = running.status().halted;
      if (hole !== undefined) throw new Error(`${hole.topic}/${hole.partition}: ${hole.reason}`);
      progress(`${claim.name}: ${left} records behind`);
      await pause(lookEveryMs, undefined, { signal });
    }
  } catch (error) {
    await running.stop();
    throw error;
  }
  return {
    places: async () => (await ends()).map(({ topic, partition }) => ({ topic, partition })),
    stop: running.stop,
  };
};
