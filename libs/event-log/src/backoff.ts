import { setTimeout as pause } from 'node:timers/promises';

/** Waits longer from try to try, in ms: `first` doubled up to `longest`. */
export const backoff = (first: number, longest: number) => {
  let next = first;
  return {
    reset: (): void => {
      next = first;
    },
    /** The wait before the next try. */
    take: (): number => {
      const wait = next;
      next = Math.min(next * 2, longest);
      return wait;
    },
  };
};

/** Resolves after `ms`, or at once when the signal aborts. */
export const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  pause(ms, undefined, { signal, ref: false }).catch(() => undefined);
