import {
  commandHandler,
  StoreUnavailable,
  type ClaimChange,
  type EventStore,
  type LongStreams,
} from '@telemachy/event-store';
import type { Decider, Fact } from '@telemachy/kernel';
import type { Dispatch } from '@telemachy/processes';

export type DispatchOptions<State, Command, Event extends Fact, Refusal extends string> = {
  readonly store: EventStore;
  readonly kind: string;
  readonly decider: Decider<State, Command, Event, Refusal>;
  /** For streams that grow beyond some hundred facts. */
  readonly longStreams?: LongStreams<State, Event>;
  /** The stream a command is for. */
  readonly idOf: (command: Command) => string;
  readonly claims?: (facts: readonly Event[], before: State, after: State) => readonly ClaimChange[];
};

/** Carries a process's commands to streams of one kind: no caller and no HTTP, the same handler. */
export const dispatchTo = <State, Command, Event extends Fact, Refusal extends string>(
  options: DispatchOptions<State, Command, Event, Refusal>,
): Dispatch<Command> => {
  const { claims, idOf } = options;
  const handler = commandHandler(options);
  return async (command, identity, meta, tenant) => {
    const handled = await handler.handle({
      tenant,
      id: idOf(command),
      command,
      identity,
      meta,
      ...(claims === undefined ? {} : { claims }),
    });
    if (handled.accepted) return { outcome: 'done' };
    switch (handled.why) {
      case 'refused':
        return { outcome: 'refused', refusal: handled.refusal };
      case 'stale':
      case 'command-reused':
      case 'claim-taken':
        return { outcome: 'refused', refusal: handled.why };
      case 'contended':
        throw new StoreUnavailable('others kept appending first');
    }
  };
};
