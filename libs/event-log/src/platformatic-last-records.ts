import type { BaseOptions } from '@platformatic/kafka';
import { fetchedOf } from './platformatic-records.ts';
import type { Platformatic } from './platformatic-session.ts';
import type { ReceivedRecord } from './port.ts';

const maxWaitTime = 500;
const partitionMaxBytes = 4 * 1024 * 1024;
const maxBytes = 10 * 1024 * 1024;

/** The last record of each partition, by a consumer that joins no group. */
export const lastRecords = async (
  kafka: Platformatic,
  client: BaseOptions,
  { topic, partitions }: { readonly topic: string; readonly partitions: readonly number[] },
): Promise<readonly (ReceivedRecord | undefined)[]> => {
  const consumer = new kafka.Consumer({ ...client, groupId: `${client.clientId}-last-records` });
  const offsetsAt = async (timestamp: bigint): Promise<readonly bigint[]> =>
    (await consumer.listOffsets({ topics: [topic], partitions: { [topic]: [...partitions] }, timestamp })).get(topic) ??
    [];
  try {
    const [low, high] = await Promise.all([offsetsAt(-2n), offsetsAt(-1n)]);
    const lastOf = (partition: number): bigint => (high[partition] ?? 0n) - 1n;
    const held = partitions.filter((partition) => (low[partition] ?? 0n) <= lastOf(partition));
    const known = (await consumer.metadata({ topics: [topic] })).topics.get(topic);
    const found = new Map<number, ReceivedRecord>();
    const ask = async (node: number, led: readonly number[]): Promise<void> => {
      const asked = led.map((partition) => ({
        partition,
        fetchOffset: lastOf(partition),
        currentLeaderEpoch: -1,
        lastFetchedEpoch: -1,
        partitionMaxBytes,
      }));
      const topics = [{ topicId: known?.id ?? '', partitions: asked }];
      const { responses } = await consumer.fetch({ node, topics, minBytes: 1, maxBytes, maxWaitTime });
      for (const answer of responses.flatMap((response) => response.partitions)) {
        const { partitionIndex: partition } = answer;
        const record = fetchedOf({ topic, partition }, lastOf(partition), answer).records.at(-1);
        if (record !== undefined) found.set(partition, record);
      }
    };
    // An answer has room for so many bytes: who did not fit in is asked again.
    for (let tries = 0; held.length > found.size && tries <= held.length; tries += 1) {
      const wanting = held.filter((partition) => !found.has(partition));
      const byLeader = Map.groupBy(wanting, (partition) => known?.partitions[partition]?.leader ?? -1);
      for (const [node, led] of byLeader) await ask(node, led);
    }
    return partitions.map((partition) => found.get(partition));
  } finally {
    await consumer.close();
  }
};
