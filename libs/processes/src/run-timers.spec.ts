import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { silent } from '@telemachy/event-log';
import type { Running } from '@telemachy/projections';
import { eventually } from '@telemachy/testing';
import { runProcess } from './run-process.ts';
import { runTimers } from './run-timers.ts';
import type { Timers } from './run-timers.ts';
import { append, stack } from './stack.fixture.ts';
import type { DueTimer, TimerDesk } from './timer-desk.ts';
import { timerIdOf } from './timer-requests.ts';

const noon = Date.parse('2030-12-01T12:00:00Z');

describe('timers', () => {
  let here: Awaited<ReturnType<typeof stack>>;
  let running: (Running | Timers)[];
  let now: number;
  /** When the timers were looked at, by the desk's clock. */
  let looks: number[];
  const meeting = randomUUID();

  beforeEach(async () => {
    here = await stack();
    running = [];
    looks = [];
    now = noon - 60_000;
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await here.close();
  });

  /** A desk whose clock the test moves; `leads` may be true for several at once, as when a lease was lost unnoticed. */
  const desk = (leads: () => boolean = () => true): TimerDesk => ({
    prepare: async () => {},
    lead: async () => ({ leads: leads(), now }),
    due: async (until) => {
      looks.push(now);
      const pending = (await here.documents.find('pending-timers.v1', {})) as unknown as DueTimer[];
      return pending.filter(({ dueAtMs }) => dueAtMs <= until);
    },
    resign: async () => {},
  });
  const time = async (at = desk()): Promise<Timers> => {
    const { log, store, documents } = here;
    const one = await runTimers({ service: 'notes', log, store, documents, desk: at, logger: silent });
    running.push(one);
    return one;
  };
  const sent: string[] = [];
  const run = async (): Promise<void> => {
    sent.length = 0;
    const { log, store, documents, remind } = here;
    const dispatch = async ({ type }: { type: string }) => {
      sent.push(type);
      return { outcome: 'done' } as const;
    };
    running.push(
      await runProcess({ service: 'notes', process: remind, dispatch, store, documents, log, logger: silent }),
    );
  };
  const facts = async () => {
    const timer = timerIdOf({ process: 'remind', instance: meeting }, 'reminder');
    const { facts: found } = await here.store.load('org', `timer-${timer}`);
    return found.map(({ event }) => event.type.split('.')[1]);
  };
  const pending = () => here.documents.find('pending-timers.v1', {});
  const book = (at: number) => append(here.store, meeting, here.booked(meeting, new Date(at).toISOString(), at));

  it('fire when they are due, and the process that set them hears it', async () => {
    await run();
    const timers = await time();
    await book(noon);
    await eventually(async () => expect(await pending()).toHaveLength(1));
    expect(await facts()).toEqual(['timer-set']);
    now = noon;
    await eventually(() => expect(sent).toEqual(['announce', 'remind']));
    expect(await facts()).toEqual(['timer-set', 'timer-fired']);
    await eventually(async () => expect(await pending()).toEqual([]));
    expect(timers.status()).toMatchObject({ role: 'firing', fired: 1, problem: '' });
  });
  it('never fire before their time, though they are seen coming', async () => {
    await run();
    await time();
    const from = now;
    const meetings = Array.from({ length: 12 }, () => randomUUID());
    for (const [n, one] of meetings.entries())
      await append(here.store, one, here.booked(one, new Date(from + 100 * (n + 1)).toISOString(), n + 20));
    const end = setInterval(() => (now += 20), 20);
    const fired = async () =>
      (await here.store.readAll(0, 100)).flatMap(({ event }) =>
        event.type === 'notes.timer-fired.v1' ? [event.data as { dueAt: string; firedAt: string }] : [],
      );
    await eventually(async () => expect(await fired()).toHaveLength(meetings.length));
    clearInterval(end);
    for (const { dueAt, firedAt } of await fired())
      expect(Date.parse(firedAt)).toBeGreaterThanOrEqual(Date.parse(dueAt));
  });
  it('fire at once when their time is past already', async () => {
    await run();
    await time();
    await book(now - 1);
    await eventually(() => expect(sent).toEqual(['announce', 'remind']));
  });
  it('fire once when two believe that they lead', async () => {
    await run();
    const both = [await time(), await time()];
    await book(now - 1);
    await eventually(() => expect(sent).toContain('remind'));
    await eventually(async () => expect(await pending()).toEqual([]));
    expect(await facts()).toEqual(['timer-set', 'timer-fired']);
    expect(both.reduce((sum, timers) => sum + timers.status().fired, 0)).toBe(1);
    expect(sent.filter((type) => type === 'remind')).toHaveLength(1);
  });
  it('fire at their new time only, when they were moved', async () => {
    await run();
    await time();
    await book(noon);
    await book(noon + 60_000);
    await eventually(async () => expect(await facts()).toEqual(['timer-set', 'timer-set']));
    await eventually(async () => expect(await pending()).toMatchObject([{ setting: 2 }]));
    now = noon + 1;
    await eventually(() => expect(looks.filter((at) => at >= noon).length).toBeGreaterThan(1));
    expect(await facts()).toEqual(['timer-set', 'timer-set']);
    now = noon + 60_001;
    await eventually(async () => expect(await facts()).toEqual(['timer-set', 'timer-set', 'timer-fired']));
  });
  it('do not fire after they were cancelled', async () => {
    await run();
    await time();
    await book(noon);
    await append(here.store, meeting, here.cancelled(meeting));
    await eventually(async () => expect(await facts()).toEqual(['timer-set', 'timer-cancelled']));
    await eventually(async () => expect(await pending()).toEqual([]));
  });
  it('wait where another process leads', async () => {
    await run();
    const timers = await time(desk(() => false));
    await book(now - 1);
    await eventually(async () => expect(await pending()).toHaveLength(1));
    expect(timers.status()).toMatchObject({ role: 'standby', fired: 0 });
    await time();
    await eventually(() => expect(sent).toContain('remind'));
  });
  it('say what keeps them from firing, and fire when it is over', async () => {
    let broken = true;
    const faulty = desk();
    const timers = await time({
      ...faulty,
      lead: () => (broken ? Promise.reject(new Error('no database')) : faulty.lead()),
    });
    await run();
    await book(now - 1);
    await eventually(() => expect(timers.status()).toMatchObject({ role: 'failing', problem: 'no database' }));
    broken = false;
    await eventually(() => expect(sent).toContain('remind'));
  });
});
