import type { Kafka, KafkaMessage } from 'kafkajs';
import { received } from './kafkajs-session.ts';
import type { ReceivedRecord } from './port.ts';

type Asked = { readonly partition: number; readonly fetchOffset: string; readonly maxBytes: number };
type Answered = { readonly partition: number; readonly messages: readonly KafkaMessage[] };
type Broker = {
  fetch(request: {
    readonly replicaId: number;
    readonly maxWaitTime: number;
    readonly topics: readonly { readonly topic: string; readonly partitions: readonly Asked[] }[];
  }): Promise<{ readonly responses: readonly { readonly partitions: readonly Answered[] }[] }>;
};
type Cluster = {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Readonly<Record<string, readonly number[]>>;
  findBroker(which: { readonly nodeId: string }): Promise<Broker>;
};

/** No replica: a consumer. */
const consumer = -1;
const maxWaitTime = 500;
const maxBytes = 4 * 1024 * 1024;

/** kafkajs 2.2.4 reads for members of a group alone, who first wait for each other; what its own consumers ask brokers by is behind a symbol. */
const clusterOf = (kafka: Kafka): Cluster => {
  const symbol = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  if (symbol === undefined) throw new Error('this kafkajs makes its connections in another way');
  const { [symbol]: create } = kafka as unknown as Record<symbol, (options: object) => Cluster>;
  if (create === undefined) throw new Error('this kafkajs makes its connections in another way');
  return create({ allowAutoTopicCreation: false, metadataMaxAge: 300_000 });
};

/** The last record of each partition. @param ends the offsets that each partition holds */
export const lastRecords = async (
  kafka: Kafka,
  topic: string,
  ends: readonly { readonly partition: number; readonly low: string; readonly high: string }[],
): Promise<readonly (ReceivedRecord | undefined)[]> => {
  const last = new Map(
    ends.filter(({ low, high }) => low !== high).map(({ partition, high }) => [partition, `${BigInt(high) - 1n}`]),
  );
  const found = new Map<number, ReceivedRecord>();
  const cluster = clusterOf(kafka);
  const ask = async (nodeId: string, led: readonly number[]): Promise<void> => {
    const partitions = led.map((partition) => ({ partition, fetchOffset: last.get(partition) ?? '', maxBytes }));
    const broker = await cluster.findBroker({ nodeId });
    const { responses } = await broker.fetch({ replicaId: consumer, maxWaitTime, topics: [{ topic, partitions }] });
    for (const { partition, messages } of responses.flatMap((response) => response.partitions)) {
      const message = messages.at(-1);
      if (message !== undefined) found.set(partition, received({ topic, partition }, message));
    }
  };
  try {
    await cluster.connect();
    await cluster.addTargetTopic(topic);
    // An answer has room for so many bytes: who did not fit in is asked again.
    for (let tries = 0; last.size > found.size && tries <= ends.length; tries += 1) {
      const wanting = [...last.keys()].filter((partition) => !found.has(partition));
      const byLeader = Object.entries(cluster.findLeaderForPartitions(topic, wanting));
      for (const [nodeId, led] of byLeader) await ask(nodeId, led);
    }
  } finally {
    await cluster.disconnect();
  }
  return ends.toSorted((a, b) => a.partition - b.partition).map(({ partition }) => found.get(partition));
};
