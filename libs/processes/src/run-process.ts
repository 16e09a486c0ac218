import { setTimeout as pause } from 'node:timers/promises';
import type { EventLog, Logger } from '@telemachy/event-log';
import type { CommandIdentity, EventStore, Meta } from '@telemachy/event-store';
import type { Fact, Process } from '@telemachy/kernel';
import { collectionOf, follow, parkedCollection } from '@telemachy/projections';
import type { DocumentStore, Running } from '@telemachy/projections';
import { processStep } from './process-step.ts';
import type { AnyProcess } from './process-step.ts';
import { pendingReactions, reactionsCollection, wantedReactions } from './pending-reaction.ts';
import { reactions } from './reactions.ts';
import { timerRequests } from './timer-requests.ts';

/** What became of a command: a refusal is an outcome that is logged, not a fault. */
export type Dispatched = { readonly outcome: 'done' } | { readonly outcome: 'refused'; readonly refusal: string };

/**
 * Carries a process's command to its handler. `identity` is the same however often it is tried.
 * @throws StoreUnavailable to be tried again for ever; anything else, and it is tried a few times and then given up
 */
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
  readonly store: EventStore;
  readonly documents: DocumentStore;
  readonly logger: Logger;
  /** Topic of a service's facts; that of the contracts by default. */
  readonly topicOf?: (service: string) => string;
};

/**
 * Turns the facts a process hears into commands and timers, until stopped. What a fact leads to is decided once and kept with the state and the
 * checkpoint in one unit of work; only then is it carried out, under identities that come from the fact, so that a crash repeats nothing.
 */
export const runProcess = async <State, Event extends Fact, Command>({
  process,
  dispatch,
  store,
  ...options
}: ProcessOptions<State, Event, Command>): Promise<Running> => {
  const { service, documents, logger } = options;
  const consumer = collectionOf(process);
  const timers = timerRequests(service, store);
  const { name, whenGivenUp } = process;
  const carryOut = reactions({
    process: name,
    ...(whenGivenUp === undefined ? {} : { whenGivenUp }),
    documents,
    dispatch,
    timers,
    logger,
  });
  const decide = processStep(process as unknown as AnyProcess, documents);
  const wanted = tendingTo(
    async () => {
      await carryOut(await wantedReactions(documents, consumer));
    },
    (error) => logger.warn({ process: name, error: String(error) }, 'what an operator wants done is tried again'),
  );
  const running = await follow({
    ...options,
    consumer,
    hears: process.hears,
    bytesPerPartition: 64 * 1024,
    remedy:
      'The process stands still rather than miss facts: send them again with npm run ops -- topic rebuild <the service they are of>',
    prepare: () => documents.ensure([consumer, parkedCollection, reactionsCollection]),
    resume: async (key) => {
      await carryOut(await pendingReactions(documents, key));
    },
    step: async (step) => {
      const { asked, parked } = await decide(step);
      const done = await carryOut(asked);
      return { parked: parked + done.parked };
    },
  });
  return {
    ...running,
    stop: async () => {
      await wanted.stop();
      await running.stop();
    },
  };
};

/** How often it is looked for what an operator wants done, in ms. */
const lookEvery = 1_000;

/** Does it again and again until stopped; what fails is tried again. */
const tendingTo = (look: () => Promise<void>, failed: (error: unknown) => void): { stop(): Promise<void> } => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const tend = async (): Promise<void> => {
    while (!signal.aborted) {
      await look().catch(failed);
      await pause(lookEvery, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };
  const tended = tend();
  return {
    stop: async () => {
      stopping.abort();
      await tended;
    },
  };
};
