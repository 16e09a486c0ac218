import { z } from 'zod';
import { fact, Instant } from './fact.ts';
import { TimerId } from './ids.ts';
import { internal, open } from './privacy.ts';

/** The deadlines of one service, as facts in its own store. `process` and `instance` say who asked; `payload` holds ids and codes. */
export const timerFacts = <Service extends string>(service: Service) => {
  const timer = {
    timerId: open(TimerId),
    process: internal(z.string()),
    instance: internal(z.string()),
    name: internal(z.string()),
  };
  const TimerSet = fact(`${service}.timer-set.v1`, {
    ...timer,
    dueAt: internal(Instant),
    payload: internal(z.record(z.string(), z.union([z.string(), z.number()]))),
  });
  const TimerCancelled = fact(`${service}.timer-cancelled.v1`, timer);
  const TimerFired = fact(`${service}.timer-fired.v1`, {
    ...timer,
    dueAt: internal(Instant),
    payload: internal(z.record(z.string(), z.union([z.string(), z.number()]))),
    firedAt: internal(Instant),
  });
  return { TimerSet, TimerCancelled, TimerFired };
};
