import type { EventLog, Logger, Received } from '@telemachy/event-log';
import type { Checkpoint, CheckpointKey, DocumentStore } from './document-store.ts';

/** New facts of one partition, with where the checkpoint stands and where it goes when they are done. */
export type Step = {
  readonly key: CheckpointKey;
  readonly from: Checkpoint | undefined;
  readonly to: Checkpoint;
  /** Those that are heard, in order; repeats are gone. */
  readonly facts: readonly Received[];
  /** What cannot be handled now is to be parked, not thrown. */
  readonly lastAttempt: boolean;
  /** Names `<tenant>|<stream>` that may be parked, kept up by whoever handles steps of this partition. */
  readonly mayBeParked: Set<string>;
};

export type FollowOptions = {
  readonly service: string;
  /** `<name>.v<version>`; names the group, too. */
  readonly consumer: string;
  /** What documents and checkpoints are kept under now; asked whenever partitions are assigned. `consumer` where it never changes. */
  readonly named?: () => Promise<string>;
  /** What to do where a number is missing in a topic, for the operator. */
  readonly remedy: string;
  readonly hears: readonly string[];
  readonly log: Pick<EventLog, 'consume'>;
  readonly documents: DocumentStore;
  readonly logger: Logger;
  readonly topicOf?: (service: string) => string;
  /** Small where a fact is much work, so that one partition does not keep the others waiting. */
  readonly bytesPerPartition?: number;
  /** Done before the first partition under each name, again until it succeeds. */
  readonly prepare: (name: string) => Promise<void>;
  /** Before a partition's first step, for what was left unfinished. */
  readonly resume?: (key: CheckpointKey) => Promise<void>;
  /**
   * Does the work of the facts and moves the checkpoint, in one unit of work; says how many facts it parked.
   * @throws to be given the step again after a back-off
   */
  readonly step: (step: Step) => Promise<{ readonly parked: number }>;
};
