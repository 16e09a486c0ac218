/** One record to send; the sender names the partition, so that it can number per partition. */
export type LogRecord = {
  readonly partition: number;
  /** `<tenant>|<stream>`. */
  readonly key: string;
  readonly value: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
};

export type ReceivedRecord = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly value: Buffer;
  /** One header, decoded when asked for: most records are skipped after reading one of them. */
  readonly header: (name: string) => string | undefined;
};

export type TopicPartition = { readonly topic: string; readonly partition: number };

export type ConsumeOptions = {
  readonly group: string;
  readonly topics: readonly string[];
  /**
   * Our checkpoint answers where to begin, in the order asked; the group's committed offset is only a gauge. `undefined`: from the earliest.
   * Asked for all partitions of this member after every rebalance, and for one partition before it is delivered again.
   */
  readonly assigned: (partitions: readonly TopicPartition[]) => Promise<readonly (bigint | undefined)[]>;
  /**
   * One partition's records in order; partitions run in parallel. A rejected promise asks `assigned` again after a back-off and delivers from there,
   * while the other partitions go on. `signal` aborts when the partition may be lost: finish or throw soon.
   */
  readonly batch: (partition: TopicPartition, records: readonly ReceivedRecord[], signal: AbortSignal) => Promise<void>;
  /** Most bytes of one partition in one batch (a fact takes about 700): small where a record is much work. 4 MiB unless told. */
  readonly bytesPerPartition?: number;
  readonly revoked?: (partitions: readonly TopicPartition[]) => Promise<void>;
  readonly onStatus?: (status: SubscriptionStatus) => void;
};

/** `crashed`: being started again by itself, after a back-off. */
export type SubscriptionStatus = 'starting' | 'running' | 'rebalancing' | 'crashed' | 'stopped';

export interface Subscription {
  readonly status: () => SubscriptionStatus;
  /** Why it does not run, and what to do; `undefined` while all is well. */
  readonly problem: () => string | undefined;
  /** Resolves when the batches that run have ended; nothing is delivered after it. */
  stop(): Promise<void>;
}

/** Kafka, as little of it as we use. Nothing relies on Kafka transactions. */
export interface EventLog {
  /** Resolves when all in-sync replicas have them, in the order given per partition. */
  produce(topic: string, records: readonly LogRecord[]): Promise<void>;
  /** Resolves at once, also without a broker: joining goes on by itself, see `status`. A topic that is missing is waited for. */
  consume(options: ConsumeOptions): Promise<Subscription>;
  /** Makes the topics that are missing; partition counts of those that exist stay as they are. */
  ensureTopics(topics: readonly { readonly topic: string; readonly partitions: number }[]): Promise<void>;
  /** @throws TopicMissing */
  partitionsOf(topic: string): Promise<number>;
  /** Offset after the last record, by partition. @throws TopicMissing */
  endOffsets(topic: string): Promise<readonly bigint[]>;
  /** The last record of each partition, by partition; `undefined` where there is none. Joins no group. @throws TopicMissing */
  lastRecords(topic: string): Promise<readonly (ReceivedRecord | undefined)[]>;
  /** Fails when no broker answers in time. */
  ping(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

/** The broker does not know the topic. */
export class TopicMissing extends Error {
  override readonly name = 'TopicMissing';
  constructor(topic: string) {
    super(
      `topic ${topic} does not exist: a service makes its topic when it starts. If it was deleted, start the service that owns it again; ` +
        'its facts are in its store: npm run ops -- topic rebuild sends them again, for consumers that miss some of them and say so',
    );
  }
}
