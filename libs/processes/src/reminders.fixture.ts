import { fact, Instant, internal, skipFacts, timerFacts } from '@telemachy/contracts';
import type { Fact, Process } from '@telemachy/kernel';
import { z } from 'zod';

/** A small world: meetings are booked and cancelled, and a reminder goes out when its timer fires. Types by service, so that tests do not meet. */
export const reminders = (service: string) => {
  const meeting = { meetingId: internal(z.string()) };
  const Booked = fact(`${service}.meeting-booked.v1`, {
    ...meeting,
    remindAt: internal(Instant),
    n: internal(z.int()),
  });
  const Cancelled = fact(`${service}.meeting-cancelled.v1`, meeting);
  const Announced = fact(`${service}.meeting-announced.v1`, { ...meeting, what: internal(z.string()) });
  const timers = timerFacts(service);
  const all = [
    Booked,
    Cancelled,
    Announced,
    timers.TimerSet,
    timers.TimerCancelled,
    timers.TimerFired,
    skipFacts(service).FactSkipped,
  ];
  const schemas = new Map(all.map((schema) => [schema.shape.type.value, schema]));

  type Reminder = { readonly type: 'announce' | 'remind' | 'withdraw'; readonly meetingId: string; readonly n: number };
  type State = { readonly heard: number };
  type Data = { readonly meetingId: string; readonly remindAt: string; readonly n: number; readonly instance: string };
  const dataOf = ({ event }: { event: Fact }): Data => event.data as Data;
  const remind: Process<State, Fact, Reminder> = {
    name: 'remind',
    version: 1,
    hears: [`${service}.meeting-booked.v1`, `${service}.meeting-cancelled.v1`, `${service}.timer-fired.v1`],
    correlate: (heard) => dataOf(heard).meetingId ?? dataOf(heard).instance,
    initial: { heard: 0 },
    react: (heard, state) => {
      const { meetingId, remindAt, n, instance } = dataOf(heard);
      switch (heard.event.type) {
        case `${service}.meeting-booked.v1`:
          if (n === 13) throw new Error('13 brings bad luck');
          return [
            { kind: 'command', command: { type: 'announce', meetingId, n: state.heard } },
            { kind: 'timer', name: 'reminder', dueAt: remindAt, payload: { n } },
          ];
        case `${service}.meeting-cancelled.v1`:
          return [
            { kind: 'cancel-timer', name: 'reminder' },
            { kind: 'command', command: { type: 'withdraw', meetingId, n: state.heard } },
          ];
        default:
          return [{ kind: 'command', command: { type: 'remind', meetingId: instance, n: state.heard } }];
      }
    },
    evolve: ({ heard }) => ({ heard: heard + 1 }),
  };
  return { schemas, remind };
};
