import type { EventLog, Logger } from '@telemachy/event-log';
import type { CommandIdentity, EventStore, Meta } from '@telemachy/event-store';
import type { Fact, Process } from '@telemachy/kernel';
import type { DocumentStore, Running } from '@telemachy/projections';

/** What became of a command: a refusal is an outcome that is logged, not a fault. */
export type Dispatched = { readonly outcome: 'done' } | { readonly outcome: 'refused'; readonly refusal: string };

/** Carries a process's command to its handler. `identity` is the same however often it is tried. @throws StoreUnavailable to be tried again */
export type Dispatch<Command> = (
  command: Command,
  identity: CommandIdentity,
  meta: Meta,
  tenant: string,
) => Promise<Dispatched>;

export type ProcessOptions<State, Event extends Fact, Command> = {
  /** The service that owns the commands. */
  readonly service: string;
  readonly process: Process<State, Event, Command>;
  readonly dispatch: Dispatch<Command>;
  readonly log: EventLog;
  /** Timers are facts of the service's own store. */
  readonly store: Pick<EventStore, 'load' | 'append'>;
  readonly documents: DocumentStore;
  readonly logger: Logger;
  readonly topicOf?: (service: string) => string;
};

/** Turns the facts a process hears into commands, each done once, until stopped. */
export const runProcess = <State, Event extends Fact, Command>(
  _options: ProcessOptions<State, Event, Command>,
): Promise<Running> => {
  throw new Error('not yet');
};
