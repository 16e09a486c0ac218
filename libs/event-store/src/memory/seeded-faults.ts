import { StoreUnavailable } from '../errors.ts';

/** Called at every await of the in-memory store; a throw there is a crash before or after the effect. */
export type FaultPoint =
  | 'load'
  | 'commit-of'
  | 'keep-unchanged-before'
  | 'keep-unchanged-after'
  | 'unchanged-of'
  | 'append-before'
  | 'append-after'
  | 'sequence-before'
  | 'sequence-after'
  | 'read'
  | 'snapshot-of'
  | 'keep-snapshot-before'
  | 'keep-snapshot-after'
  | 'claims-read'
  | 'claims-before'
  | 'claims-after';
export type Faults = (point: FaultPoint) => Promise<void>;

export type SeededFaults = {
  readonly seed: number;
  /** Share of awaits that fail, 0 to 1. */
  readonly rate: number;
};

/** Fails and interleaves by a seed: the same seed and the same calls give the same run. */
export const seededFaults = ({ seed, rate }: SeededFaults): Faults => {
  const next = mulberry32(seed);
  return async (point) => {
    for (let turns = Math.floor(next() * 4); turns > 0; turns -= 1) await Promise.resolve();
    if (next() < rate) throw new StoreUnavailable(`injected at ${point}`);
  };
};

/** Numbers in [0, 1) from a 32-bit seed. Source: Tommy Ettinger's Mulberry32 (public domain). */
const mulberry32 = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
