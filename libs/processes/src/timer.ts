import { accept } from '@telemachy/kernel';
import type { Decider, Fact } from '@telemachy/kernel';

type Payload = Readonly<Record<string, string | number>>;
/** Who set a timer. */
export type TimerOwner = { readonly process: string; readonly instance: string };
type TimerName = TimerOwner & { readonly timerId: string; readonly name: string };

export type TimerCommand =
  | (TimerName & { readonly type: 'set-timer'; readonly dueAt: string; readonly payload: Payload })
  | (TimerName & { readonly type: 'cancel-timer' })
  /** `setting`: version of the fact that set it, so that one which was moved meanwhile does not fire. */
  | { readonly type: 'fire-timer'; readonly setting: number; readonly firedAt: string };

type Setting = TimerName & { readonly dueAt: string; readonly payload: Payload };

export type TimerState = {
  /** How many facts the stream has. */
  readonly version: number;
  /** `undefined`: never set, cancelled, or fired. */
  readonly set: Setting | undefined;
};

const samePayload = (one: Payload, other: Payload): boolean =>
  JSON.stringify(Object.entries(one).toSorted()) === JSON.stringify(Object.entries(other).toSorted());

/** One deadline. Setting it again moves it; it fires once per setting; cancelling what is not set is nothing. */
export const timerOf = (service: string): Decider<TimerState, TimerCommand, Fact, never> => ({
  initial: { version: 0, set: undefined },

  decide: (command, { version, set }) => {
    switch (command.type) {
      case 'set-timer': {
        const { type: _, ...data } = command;
        if (set?.dueAt === data.dueAt && samePayload(set.payload, data.payload)) return accept();
        return accept({ type: `${service}.timer-set.v1`, data });
      }
      case 'cancel-timer': {
        if (set === undefined) return accept();
        const { timerId, process, instance, name } = set;
        return accept({ type: `${service}.timer-cancelled.v1`, data: { timerId, process, instance, name } });
      }
      case 'fire-timer':
        if (set === undefined || version !== command.setting) return accept();
        return accept({ type: `${service}.timer-fired.v1`, data: { ...set, firedAt: command.firedAt } });
    }
  },

  evolve: ({ version }, { type, data }) => ({
    version: version + 1,
    set: type === `${service}.timer-set.v1` ? (data as Setting) : undefined,
  }),
});
