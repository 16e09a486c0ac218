import { StoreUnavailable } from '@telemachy/event-store';
import type { Random } from '../random.ts';
import type { Owner, VirtualTime } from './virtual-time.ts';

/** How badly the world behaves; shares of all awaits. */
export type Weather = {
  /** An await that fails, half of them after the effect. */
  failing: number;
  /** An await that takes up to seconds. */
  slow: number;
};

/** One process: what it reaches outside of itself it reaches through `reach`, where it may be killed, held up or refused. */
export type Machine = Owner & {
  readonly name: string;
  /** One await: takes time, and may be the moment at which the process dies or hears an error. */
  readonly step: () => Promise<void>;
  /** Does `effect` between two such awaits. */
  readonly reach: <Result>(effect: () => Result | Promise<Result>) => Promise<Result>;
  /** Runs in this process: its timers are the process's. */
  readonly inside: <Result>(work: () => Result) => Result;
  /** Runs in no process. */
  readonly outside: <Result>(work: () => Result) => Result;
  /** Dies at the n-th await from now. */
  readonly dieAt: (awaits: number, died: () => void) => void;
  readonly freeze: () => void;
  readonly thaw: () => void;
  readonly die: () => void;
};

const never = new Promise<never>(() => {});

export const machine = (name: string, time: VirtualTime, random: Random, weather: Weather): Machine => {
  const life: { state: Owner['state'] } = { state: 'running' };
  let awaitsLeft = Infinity;
  let onDeath = (): void => {};

  const die = (): void => {
    if (life.state === 'dead') return;
    life.state = 'dead';
    time.as(undefined, onDeath);
  };
  /** Frozen, it goes no further; dead, it never does. */
  const alive = async (): Promise<void> => {
    while (life.state === 'frozen') await time.sleep(50);
    if (life.state === 'dead') await never;
  };
  const step = async (): Promise<void> => {
    await time.sleep(random.chance(weather.slow) ? random.between(100, 2500) : random.between(1, 8));
    await alive();
    awaitsLeft -= 1;
    if (awaitsLeft <= 0) {
      die();
      await never;
    }
    if (random.chance(weather.failing / 2)) throw new StoreUnavailable('injected');
  };

  const self: Machine = {
    name,
    get state() {
      return life.state;
    },
    inside: (work) => time.as(self, work),
    outside: (work) => time.as(undefined, work),
    step,
    async reach(effect) {
      await step();
      const result = await effect();
      await step();
      return result;
    },
    dieAt(awaits, died) {
      awaitsLeft = awaits;
      onDeath = died;
    },
    freeze() {
      if (life.state === 'running') life.state = 'frozen';
    },
    thaw() {
      if (life.state === 'frozen') life.state = 'running';
    },
    die,
  };
  return self;
};
