import { setTimeout as pause } from 'node:timers/promises';
import { bodyHashOf, commandHandler, createdIdFrom } from '@telemachy/event-store';
import type { EventStore } from '@telemachy/event-store';
import type { EventLog, Logger } from '@telemachy/event-log';
import { runProjection } from '@telemachy/projections';
import type { DocumentStore, Running } from '@telemachy/projections';
import { pendingTimers } from './pending-timers.ts';
import type { DueTimer, TimerDesk } from './timer-desk.ts';
import { timerOf } from './timer.ts';

export type TimersOptions = {
  readonly service: string;
  readonly log: EventLog;
  readonly store: EventStore;
  readonly documents: DocumentStore;
  /** `mongoTimerDesk(db, () => liveName(documents, collectionOf(pendingTimers(service))))`: the list, the lease and the clock. */
  readonly desk: TimerDesk;
  readonly logger: Logger;
  readonly topicOf?: (service: string) => string;
};

export type TimersStatus = {
  readonly role: 'standby' | 'firing' | 'failing';
  /** Timers that were due but not yet fired when this process last looked. */
  readonly overdue: number;
  /** By this process since it started. */
  readonly fired: number;
  /** Why the last attempt failed; empty while all is well. */
  readonly problem: string;
  /** Of the list of pending timers. */
  readonly list: ReturnType<Running['status']>;
};

export interface Timers {
  status(): TimersStatus;
  stop(): Promise<void>;
}

/** How often the list is looked at and the lease renewed, in ms. A timer set for the time in between is still fired on time. */
const lookEvery = 400;
const renewEvery = 1_000;
const perLook = 200;

const nameOf = ({ tenant, timerId, setting }: DueTimer): string => `${tenant}|${timerId}|${setting}`;

/**
 * Keeps the list of pending timers, and fires those that are due by the database's clock, within a second. Run one per process; they agree on who fires.
 * Firing is an append whose command id comes from the timer and its setting: once, however often and by however many it is tried.
 */
export const runTimers = async (options: TimersOptions): Promise<Timers> => {
  const { service, store, desk, logger } = options;
  const list = await runProjection({ ...options, projection: pendingTimers(service) });
  const handler = commandHandler({ store, kind: 'timer', decider: timerOf(service) });
  const stopping = new AbortController();
  /** Settings that were fired here; the list forgets them a moment later. */
  const justFired = new Set<string>();
  let status: Omit<TimersStatus, 'list'> = { role: 'standby', overdue: 0, fired: 0, problem: '' };
  let prepared = false;
  let leads = false;
  /** Database's clock less the monotonic one, as of `askedAt`. */
  let ahead = 0;
  let askedAt = -Infinity;

  const fire = async (timer: DueTimer, now: number): Promise<void> => {
    const { tenant, timerId, setting, setBy, correlationId } = timer;
    const name = `fire|${setting}`;
    if (justFired.has(nameOf(timer))) return;
    const handled = await handler.handle({
      tenant,
      id: timerId,
      command: { type: 'fire-timer', setting, firedAt: new Date(now).toISOString() },
      identity: { id: createdIdFrom(timerId, name), bodyHash: bodyHashOf([timerId, name]) },
      meta: { correlationId, causationId: setBy, actor: 'process:timers' },
    });
    if (!handled.accepted) throw new Error(`timer ${timerId} was not fired: ${handled.why}`);
    justFired.add(nameOf(timer));
    if (handled.commit !== undefined && !handled.repeated) status = { ...status, fired: status.fired + 1 };
  };

  /** Fires what is due. Returns how long it may be until the next look, in ms. */
  const look = async (): Promise<number> => {
    if (!prepared) await desk.prepare();
    prepared = true;
    if (performance.now() - askedAt >= renewEvery) {
      const lease = await desk.lead();
      askedAt = performance.now();
      ahead = lease.now - askedAt;
      leads = lease.leads;
    }
    if (!leads) {
      status = { ...status, role: 'standby', overdue: 0, problem: '' };
      justFired.clear();
      return lookEvery;
    }
    const now = performance.now() + ahead;
    const soon = await desk.due(now + lookEvery, perLook);
    const due = soon.filter(({ dueAtMs }) => dueAtMs <= now);
    status = { ...status, role: 'firing', overdue: due.length, problem: '' };
    const fired = await Promise.allSettled(due.map((timer) => fire(timer, now)));
    const failed = fired.find(({ status: settled }) => settled === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    const listed = new Set(due.map(nameOf));
    for (const name of justFired) if (!listed.has(name)) justFired.delete(name);
    const next = soon.find(({ dueAtMs }) => dueAtMs > now);
    return next === undefined ? lookEvery : Math.min(lookEvery, next.dueAtMs - now);
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let wait = lookEvery;
      try {
        wait = await look();
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        status = { ...status, role: 'failing', problem };
        askedAt = -Infinity;
        logger.warn({ service, error: problem }, 'timers could not be fired and are tried again');
      }
      await pause(wait, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
    if (leads) await desk.resign().catch(() => undefined);
  };
  const ran = run();

  return {
    status: () => ({ ...status, list: list.status() }),
    stop: async () => {
      stopping.abort();
      await ran;
      await list.stop();
    },
  };
};
