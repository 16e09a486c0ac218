import { setTimeout as pause } from 'node:timers/promises';
import { parkedStreams } from '../parked.ts';
import { compareCollections, type Side } from './compare-collections.ts';
import type { Rebuilding } from './rebuild-read-model.ts';
import { settleDifferences } from './settle-differences.ts';

export type GenerationsCompared = {
  /** Whether each document of one is in the other, the same, and both have parked the same streams. */
  readonly equal: boolean;
  readonly live: Side & { readonly parked: number };
  readonly built: Side & { readonly parked: number };
  /** Some of the `_id`s of documents that differ. */
  readonly differing: readonly string[];
};

/** More than so many that differ at first sight are not looked at again: they are no matter of a moment. */
const most = 1_000;
const shown = 20;
const tries = 3;

/** Compares the live generation with the one that was built, while both go on. */
export const compareGenerations = async (
  { documents, projection, sources, topicOf, log, progress, model }: Rebuilding,
  [live, built]: readonly [string, string],
): Promise<GenerationsCompared> => {
  progress(`${model}: comparing ${built} with ${live}`);
  const settle = {
    projection,
    documents,
    sources,
    topicOf,
    partitionsOf: (of: string) => log.partitionsOf(topicOf(of)),
  };
  for (let tried = 1; ; tried += 1) {
    const { one, other, differences, differing } = await compareCollections(documents, [live, built], most + 1);
    if (differences > most && tried < tries) {
      await pause(500);
      continue;
    }
    const settled = differences > most ? differing : await settleDifferences(settle, [live, built], differing);
    const streams = await Promise.all([live, built].map((consumer) => parkedStreams(documents, { consumer })));
    const [parkedLive = [], parkedBuilt = []] = streams.map((some) =>
      some.map(({ tenant, stream }) => `${tenant}|${stream}`).toSorted(),
    );
    return {
      equal: settled.length === 0 && parkedLive.join() === parkedBuilt.join(),
      live: { ...one, parked: parkedLive.length },
      built: { ...other, parked: parkedBuilt.length },
      differing: settled.slice(0, shown),
    };
  }
};
