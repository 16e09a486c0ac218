import type { Logger } from './logger.ts';

export type KafkaOptions = {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly logger: Logger;
  /** After this long without a sign of life a member's partitions move, in ms; at most 10,000. */
  readonly sessionTimeoutMs?: number;
  /** How old a consumer's knowledge of its topics may grow, in ms: so soon it notices another number of partitions. 30,000 unless told. */
  readonly metadataMaxAgeMs?: number;
  /** How long a new topic keeps its records, in days; `Infinity`: for ever, as the store does. 30 unless told. */
  readonly retentionDays?: number;
  /**
   * Names this process among those of its service, the same after a restart: when it dies, its partitions wait for it for as long as its session.
   * Without it, or with kafkajs, which knows no such thing, partitions move then. Who is stopped hands its partitions to the others, with a place or without.
   */
  readonly instance?: string | undefined;
};

/** A commit may hold 1 MiB; with its headers, and beside others in one batch, it must still pass. */
const largestBatch = 4 * 1024 * 1024;

/**
 * How often a member says that it is there, in ms. The others hear by the answers that somebody comes or goes, and all stand still until the last one has heard
 * it; so often, although a third of the session would keep them alive.
 */
export const heartbeatEvery = (sessionTimeoutMs: number): number => Math.min(1_000, Math.floor(sessionTimeoutMs / 3));

/** How a topic of ours is made. */
export const topicSettings = (retentionDays: number): readonly { readonly name: string; readonly value: string }[] => [
  { name: 'cleanup.policy', value: 'delete' },
  { name: 'retention.ms', value: Number.isFinite(retentionDays) ? String(retentionDays * 86_400_000) : '-1' },
  { name: 'max.message.bytes', value: String(largestBatch) },
];

/** Fails in time, whatever the client does; says which brokers were asked. */
export const answering = async (
  ask: () => Promise<unknown>,
  timeoutMs: number,
  brokers: readonly string[],
): Promise<void> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('time is over')), timeoutMs);
  try {
    await Promise.race([ask(), late]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`no broker of ${brokers.join(', ')} answered within ${timeoutMs} ms: ${reason}`, { cause });
  } finally {
    clearTimeout(timer);
  }
};
