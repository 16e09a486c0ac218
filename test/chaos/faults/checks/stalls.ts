import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceName } from '@telemachy/infra/testing';
import type { Stage } from '../stage/stage.ts';
import { passedIn, progressOf } from './progress.ts';

/**
 * Watches, until told to stop, how long the partitions of a service's own topic stand still for its consumers while there is something to read.
 * @returns what ends it, and then tells the longest such time, in s
 */
export const watchStalls = (stage: Stage, service: ServiceName): (() => Promise<number>) => {
  const stopping = new AbortController();
  const at = new Map<string, { readonly number: number; readonly since: number }>();
  let longest = 0;
  const look = async (): Promise<void> => {
    const { topic, partitionseqs } = await progressOf(stage, service);
    const now = performance.now();
    for (const [consumer, places] of await passedIn(stage, service))
      for (const [partition, goal] of partitionseqs.entries()) {
        const place = `${topic}/${partition}`;
        const number = places.get(place);
        if (number === undefined) continue;
        const name = `${consumer} ${place}`;
        const before = at.get(name);
        if (before === undefined || before.number !== number || number >= goal) at.set(name, { number, since: now });
        else longest = Math.max(longest, (now - before.since) / 1000);
      }
  };
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await look();
      await pause(200, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const watching = watch();
  watching.catch(() => {}); // told to who ends it
  return async () => {
    stopping.abort();
    await watching;
    return longest;
  };
};
