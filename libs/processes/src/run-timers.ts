import type { EventLog, Logger } from '@telemachy/event-log';
import type { EventStore } from '@telemachy/event-store';
import type { DocumentStore } from '@telemachy/projections';
import type { Db } from 'mongodb';

export type TimersOptions = {
  readonly service: string;
  readonly log: EventLog;
  readonly store: Pick<EventStore, 'load' | 'append'>;
  readonly documents: DocumentStore;
  /** Holds the lease and the clock. */
  readonly db: Db;
  readonly logger: Logger;
  readonly topicOf?: (service: string) => string;
};

export type TimersStatus = {
  readonly role: 'standby' | 'firing' | 'failing';
  /** Timers that are due but not fired, as this process last saw them. */
  readonly overdue: number;
  readonly fired: number;
  readonly problem: string;
};

export interface Timers {
  status(): TimersStatus;
  stop(): Promise<void>;
}

/** Keeps the list of pending timers and fires those that are due. Run one per process; they agree on who fires. */
export const runTimers = (_options: TimersOptions): Promise<Timers> => {
  throw new Error('not yet');
};
