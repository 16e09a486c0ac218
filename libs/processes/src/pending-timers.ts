import type { Fact, Projection } from '@telemachy/kernel';

/** A timer that waits for its time. */
export type PendingTimer = {
  readonly timerId: string;
  readonly process: string;
  readonly instance: string;
  readonly name: string;
  readonly dueAt: string;
  /** The same in ms since 1970: instants may be written with or without fractions, which do not sort as text. */
  readonly dueAtMs: number;
  /** Version and id of the fact that set it, and its correlation. */
  readonly setting: number;
  readonly setBy: string;
  readonly correlationId: string;
};

type TimerData = Pick<PendingTimer, 'timerId' | 'process' | 'instance' | 'name' | 'dueAt'>;

/** The timers of a service that are neither fired nor cancelled. */
export const pendingTimers = (service: string): Projection<PendingTimer, Fact> => ({
  name: 'pending-timers',
  version: 1,
  hears: [`${service}.timer-set.v1`, `${service}.timer-cancelled.v1`, `${service}.timer-fired.v1`],
  keyOf: ({ event }) => (event.data as TimerData).timerId,
  apply: (_, { id, version, correlationId, event }) => {
    if (event.type !== `${service}.timer-set.v1`) return undefined;
    const { timerId, process, instance, name, dueAt } = event.data as TimerData;
    const dueAtMs = Date.parse(dueAt);
    return { timerId, process, instance, name, dueAt, dueAtMs, setting: version, setBy: id, correlationId };
  },
});
