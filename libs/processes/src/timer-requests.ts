import { commandHandler, createdIdFrom } from '@telemachy/event-store';
import type { CommandIdentity, EventStore, Meta } from '@telemachy/event-store';
import type { Reaction } from '@telemachy/kernel';
import { timerOf } from './timer.ts';
import type { TimerOwner } from './timer.ts';

/** Namespace of timers' ids (a random UUID, fixed for ever). */
const timers = '6b1c4c0e-5f0b-4e0e-9d8f-6a1c9a4f2b37';

/** A timer's id: the same for the same process, instance and name. UUID v5. */
export const timerIdOf = ({ process, instance }: TimerOwner, name: string): string =>
  createdIdFrom(timers, `${process}|${instance}|${name}`);

export type TimerRequest = TimerOwner & {
  readonly tenant: string;
  readonly reaction: Exclude<Reaction<unknown>, { readonly kind: 'command' }>;
  readonly identity: CommandIdentity;
  readonly meta: Meta;
};

/** Sets, moves and cancels timers as facts of the service's own store. */
export const timerRequests = (service: string, store: EventStore) => {
  const handler = commandHandler({ store, kind: 'timer', decider: timerOf(service) });
  return async ({ tenant, process, instance, reaction, identity, meta }: TimerRequest): Promise<void> => {
    const { name } = reaction;
    const timerId = timerIdOf({ process, instance }, name);
    const named = { process, instance, timerId, name };
    const command =
      reaction.kind === 'timer'
        ? ({ type: 'set-timer', ...named, dueAt: reaction.dueAt, payload: reaction.payload ?? {} } as const)
        : ({ type: 'cancel-timer', ...named } as const);
    const handled = await handler.handle({ tenant, id: timerId, command, identity, meta });
    if (!handled.accepted) throw new Error(`timer ${timerId} was not changed: ${handled.why}`);
  };
};
