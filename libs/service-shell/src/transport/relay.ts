import { hostname } from 'node:os';
import { mongoProgress, startPublisher, type EventLog, type Logger, type Publisher } from '@telemachy/event-log';
import { startSequencer, type EventStore, type Sequencer } from '@telemachy/event-store';
import type { Db } from 'mongodb';

export type RelayOptions = {
  readonly service: string;
  readonly topic: string;
  readonly db: Db;
  readonly store: EventStore;
  readonly log: EventLog;
  readonly logger: Logger;
};

/** From the store to Kafka: the sequencer gives positions, the publisher sends in their order. */
export type Relay = {
  readonly sequencer: Sequencer;
  readonly publisher: Publisher;
  stop(): Promise<void>;
};

export const startRelay = ({ service, topic, db, store, log, logger }: RelayOptions): Relay => {
  let leads = false;
  const publisher = startPublisher({
    service,
    topic,
    store,
    log,
    progress: mongoProgress(db),
    logger,
    leads: () => leads,
  });
  const sequencer = startSequencer({
    db,
    owner: `${hostname()}/${process.pid}`,
    onSequenced: publisher.wake,
    onRole: (role) => {
      leads = role !== 'standby';
      publisher.wake();
    },
    onAbandoned: (count) => logger.warn({ count }, 'transactions that a dead process had left open were ended'),
  });
  return {
    sequencer,
    publisher,
    stop: async () => {
      await sequencer.stop();
      await publisher.stop();
    },
  };
};
