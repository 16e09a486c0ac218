import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire, syncBuiltinESMExports } from 'node:module';

/** Whose timers: a process of the simulation, or nobody's. */
export type Owner = { readonly state: 'running' | 'frozen' | 'dead' };

type Timer = { at: number; readonly order: number; readonly fire: () => void; readonly owner: Owner | undefined };

/** A clock that stands still while code runs and then jumps to the next timer, so that an hour takes no time and each run is the same. */
export type VirtualTime = {
  /** Since the start, in ms; nobody can turn it back. */
  readonly now: () => number;
  /** Ms since 1970 as the database has it. */
  readonly database: () => number;
  /** Turns the clock that `Date` shows, as an operator or a bad time server does. */
  readonly turnWall: (ms: number) => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** Runs `work`; all timers that come of it belong to the owner: they wait while it is frozen and never fire once it is dead. */
  readonly as: <Result>(owner: Owner | undefined, work: () => Result) => Result;
  /** Goes on until it is so, at most to `limitMs` since the start. */
  readonly run: (isSo: () => boolean, limitMs: number) => Promise<boolean>;
};

const require = createRequire(import.meta.url);
const timers = require('node:timers/promises') as Record<string, unknown>;
const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  Date: globalThis.Date,
  random: Math.random,
  performanceNow: performance.now.bind(performance),
  pause: timers['setTimeout'],
};
const owners = new AsyncLocalStorage<Owner | undefined>();
const began = Date.UTC(2027, 0, 1);

/** Lets all that is ready run, which includes everything that follows from it without a timer. */
const settled = (): Promise<void> => new Promise((resolve) => void real.setImmediate(resolve));

/** @param random what `Math.random` is until the next clock takes over */
export const virtualTime = (random: () => number): VirtualTime => {
  const queue: Timer[] = [];
  let now = 0;
  let wall = 0;
  let order = 0;

  const add = (timer: Timer): void => {
    let [from, to] = [0, queue.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((queue[middle] as Timer).at <= timer.at) from = middle + 1;
      else to = middle;
    }
    queue.splice(from, 0, timer);
  };
  const start = (fire: () => void, ms: number): Timer => {
    order += 1;
    const owner = owners.getStore();
    const timer = { at: now + Math.max(1, ms || 0), order, fire: () => owners.run(owner, fire), owner };
    add(timer);
    return timer;
  };
  const stop = (timer: unknown): void => {
    const place = queue.indexOf(timer as Timer);
    if (place >= 0) queue.splice(place, 1);
  };
  const handle = (timer: Timer) => Object.assign(timer, { ref: () => timer, unref: () => timer, hasRef: () => true });

  const every = (fire: () => void, ms: number): unknown => {
    const repeating = { current: undefined as Timer | undefined, unref: () => repeating, ref: () => repeating };
    const again = (): void => {
      repeating.current = start(() => {
        again();
        fire();
      }, ms);
    };
    again();
    return repeating;
  };
  const pause = (ms = 1, value?: unknown, { signal }: { signal?: AbortSignal } = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason as Error);
      const aborted = (): void => {
        stop(timer);
        reject(signal?.reason as Error);
      };
      const timer = start(() => {
        signal?.removeEventListener('abort', aborted);
        resolve(value);
      }, ms);
      signal?.addEventListener('abort', aborted, { once: true });
    });

  class VirtualDate extends real.Date {
    constructor(...given: readonly []) {
      if (given.length === 0) super(began + now + wall);
      else super(...given);
    }
    static override now(): number {
      return began + now + wall;
    }
  }

  Object.assign(globalThis, {
    setTimeout: (fire: (...given: unknown[]) => void, ms: number, ...given: unknown[]) =>
      handle(start(() => fire(...given), ms)),
    clearTimeout: stop,
    setInterval: every,
    clearInterval: (repeating: { current?: Timer } | undefined) => stop(repeating?.current),
    Date: VirtualDate,
  });
  Math.random = random;
  performance.now = () => now;
  timers['setTimeout'] = pause;
  syncBuiltinESMExports();

  return {
    now: () => now,
    database: () => began + now,
    turnWall: (ms) => {
      wall += ms;
    },
    sleep: async (ms) => void (await pause(ms)),
    as: (owner, work) => owners.run(owner, work),
    run: async (isSo, limitMs) => {
      await settled();
      while (!isSo()) {
        const timer = queue.shift();
        if (timer === undefined || timer.at > limitMs) return false;
        if (timer.owner?.state === 'dead') continue;
        now = Math.max(now, timer.at);
        if (timer.owner?.state === 'frozen') {
          // It fires late, once the process goes on.
          timer.at = now + 50;
          add(timer);
          continue;
        }
        timer.fire();
        await settled();
      }
      return true;
    },
  };
};

/** Gives the machine its own clock and chance back. */
export const realTime = (): void => {
  const { setTimeout, clearTimeout, setInterval, clearInterval, Date } = real;
  Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval, Date });
  Math.random = real.random;
  performance.now = real.performanceNow;
  timers['setTimeout'] = real.pause;
  syncBuiltinESMExports();
};
