import type { Provider } from '../../bootstrap/provider.mjs';

/** One small broker on a developer's machine has nothing to spread. */
const embeddedPartitions = 3;
const usualPartitions = 12;

/**
 * How many partitions a new topic gets; existing topics are never changed.
 *
 * @throws when `TELEMACHY_TOPIC_PARTITIONS` is not a number from 1 to 1000
 */
export function topicPartitions(env: NodeJS.ProcessEnv, provider: Provider): number {
  const given = env['TELEMACHY_TOPIC_PARTITIONS'] ?? '';
  if (given === '') return provider === 'embedded' ? embeddedPartitions : usualPartitions;
  const partitions = Number(given);
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > 1_000) {
    throw new Error(`TELEMACHY_TOPIC_PARTITIONS=${given} is not a number from 1 to 1000`);
  }
  return partitions;
}
