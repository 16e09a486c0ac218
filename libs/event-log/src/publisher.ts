import type { EventStore } from '@telemachy/event-store';
import type { Logger } from './logger.ts';
import type { EventLog } from './port.ts';
import type { Progress } from './progress.ts';

export type PublisherOptions = {
  /** The service whose facts are sent. */
  readonly service: string;
  readonly topic: string;
  readonly store: Pick<EventStore, 'readRaw' | 'lastPosition'>;
  readonly log: EventLog;
  readonly progress: Progress;
  readonly logger: Logger;
  /** Whether this process is the one to publish; two at once repeat records and do no harm. Without it: always. */
  readonly leads?: () => boolean;
  /** How often the store is asked when nobody wakes it, in ms; 500 by default. */
  readonly pollMs?: number;
};

export type PublisherStatus = {
  readonly role: 'standby' | 'publishing' | 'failing';
  /** Last position that Kafka acknowledged and this process knows of. */
  readonly published: number;
  /** Facts numbered but not yet acknowledged. */
  readonly lag: number;
  /** Why the last attempt failed; empty while all is well. */
  readonly problem: string;
};

export interface Publisher {
  /** There may be something new: hand it to the sequencer as `onSequenced`. */
  wake(): void;
  status(): PublisherStatus;
  stop(): Promise<void>;
}

/** Sends what the store holds to the topic, in position order, for ever. */
export const startPublisher = (_options: PublisherOptions): Publisher => {
  throw new Error('not yet');
};
