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
  readonly headers: Readonly<Record<string, string>>;
};

export type TopicPartition = { readonly topic: string; readonly partition: number };

export type ConsumeOptions = {
  readonly group: string;
  readonly topics: readonly string[];
  /** Our checkpoint answers where to begin; the group's committed offset is only a gauge. `undefined`: from the earliest. */
  readonly assigned: (partitions: readonly TopicPartition[]) => Promise<readonly (bigint | undefined)[]>;
  /** One partition's records in order; partitions run in parallel. A rejected promise redelivers from the checkpoint after a back-off. */
  readonly batch: (partition: TopicPartition, records: readonly ReceivedRecord[], signal: AbortSignal) => Promise<void>;
  readonly revoked?: (partitions: readonly TopicPartition[]) => Promise<void>;
  readonly onStatus?: (status: SubscriptionStatus) => void;
};
export type SubscriptionStatus = 'starting' | 'running' | 'rebalancing' | 'crashed' | 'stopped';

export interface Subscription {
  readonly status: () => SubscriptionStatus;
  stop(): Promise<void>;
}

/** Kafka, as little of it as we use. Nothing relies on Kafka transactions. */
export interface EventLog {
  /** Resolves when all in-sync replicas have them, in the order given per partition. */
  produce(topic: string, records: readonly LogRecord[]): Promise<void>;
  consume(options: ConsumeOptions): Promise<Subscription>;
  ensureTopics(topics: readonly { readonly topic: string; readonly partitions: number }[]): Promise<void>;
  /** @throws TopicMissing */
  partitionsOf(topic: string): Promise<number>;
  endOffsets(topic: string): Promise<readonly bigint[]>;
  /** Fails when no broker answers in time. */
  ping(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}
