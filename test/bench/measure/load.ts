import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from './statistics.ts';

export type Load = {
  /** Acts per second. */
  readonly rate: number;
  /** Of each act, in ms, in the order they ended. */
  readonly latencies: readonly number[];
};

/** Each worker does one act after another until the time is over, all of them at once. */
export const closedLoop = async (
  { workers, ms }: { readonly workers: number; readonly ms: number },
  act: (worker: number) => Promise<unknown>,
): Promise<Load> => {
  const latencies: number[] = [];
  const begun = performance.now();
  const work = async (worker: number): Promise<void> => {
    for (let now = begun; now - begun < ms;) {
      await act(worker);
      const after = performance.now();
      latencies.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
  return { rate: (1000 * latencies.length) / (performance.now() - begun), latencies };
};

/** Acts at a steady rate, whether those before are done or not. */
export const paced = async (
  { perSecond, ms }: { readonly perSecond: number; readonly ms: number },
  act: (index: number) => Promise<unknown>,
): Promise<void> => {
  const begun = performance.now();
  const count = Math.floor((perSecond * ms) / 1000);
  const acts: Promise<unknown>[] = [];
  for (let index = 0; index < count; index += 1) {
    const early = begun + (1000 * index) / perSecond - performance.now();
    if (early > 1) await pause(early);
    acts.push(act(index));
  }
  await Promise.all(acts);
};

export const rateOf = ({ rate }: Load): number => rate;
export const p99Of = ({ latencies }: Load): number => percentile(latencies, 99);
