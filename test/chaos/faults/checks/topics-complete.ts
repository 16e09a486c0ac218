import {
  encode,
  kafkaEventLog,
  keyOf,
  partitionOf,
  silent,
  type LogRecord,
  type ReceivedRecord,
} from '@telemachy/event-log';
import { mongoEventStore, type RawFact } from '@telemachy/event-store';
import { serviceNames, until, type ServiceName } from '@telemachy/infra/testing';
import { liveTopicOf } from './progress.ts';
import { partitions, type Stage } from '../stage/stage.ts';

/** A record that a fault put there carries this header; it is none of the publisher's. */
export const foreign = 'x-chaos';

/** What the topic of a service is to hold, by position. */
export const expectedOf = async (stage: Stage, service: ServiceName): Promise<ReadonlyMap<number, LogRecord>> => {
  const store = mongoEventStore({ db: stage.databaseOf(service) });
  const numbers = Array.from({ length: partitions }, () => 0);
  const expected = new Map<number, LogRecord>();
  for (let position = 0; ;) {
    const facts: readonly RawFact[] = await store.readRaw(position, 1_000);
    if (facts.length === 0) return expected;
    for (const fact of facts) {
      const partition = partitionOf(keyOf(fact.tenant, fact.stream), partitions);
      numbers[partition] = (numbers[partition] ?? 0) + 1;
      expected.set(fact.position, encode(service, fact, partition, numbers[partition]));
    }
    position = facts.at(-1)?.position ?? position;
  }
};

/** Reads every topic, in the generation that is live, from its beginning to where it ends now. */
export const readTopics = async (stage: Stage): Promise<ReadonlyMap<string, readonly ReceivedRecord[]>> => {
  const log = kafkaEventLog({
    client: 'platformatic',
    brokers: [stage.kafka.address],
    clientId: 'chaos-check',
    logger: silent,
  });
  try {
    const topics = await Promise.all(serviceNames.map((service) => liveTopicOf(stage, service)));
    const read = new Map<string, ReceivedRecord[]>(topics.map((topic) => [topic, []]));
    const next = new Map<string, bigint>();
    const ends = new Map<string, bigint>();
    for (const topic of topics)
      for (const [partition, end] of (await log.endOffsets(topic)).entries()) ends.set(`${topic}/${partition}`, end);
    const subscription = await log.consume({
      group: `chaos-check-${Date.now()}`,
      topics,
      assigned: async (asked) => asked.map(() => undefined),
      batch: async ({ topic, partition }, records) => {
        read.get(topic)?.push(...records);
        const last = records.at(-1);
        if (last !== undefined) next.set(`${topic}/${partition}`, last.offset + 1n);
      },
    });
    const isRead = async (): Promise<true | undefined> =>
      [...ends].every(([place, end]) => (next.get(place) ?? 0n) >= end) ? true : undefined;
    await until('the ends of the topics', isRead, { withinMs: 60_000 });
    await subscription.stop();
    return read;
  } finally {
    await log.close();
  }
};

/** Whether a record holds what the publisher was to send, byte for byte. */
const isAsSent = (record: ReceivedRecord, { key, value, headers }: LogRecord): boolean =>
  record.key === key &&
  record.value.toString() === value.toString() &&
  Object.entries(headers).every(([name, text]) => record.header(name) === text);

/** What is wrong with the topics: a fact that is missing, comes before its predecessor of the same partition, or is not what the store holds. */
export const topicsComplete = async (stage: Stage): Promise<string[]> => {
  const faults: string[] = [];
  const read = await readTopics(stage);
  for (const service of serviceNames) {
    const topic = await liveTopicOf(stage, service);
    const expected = await expectedOf(stage, service);
    const seen = new Set<number>();
    const last = new Map<number, number>();
    for (const record of read.get(topic) ?? []) {
      if (record.header(foreign) !== undefined) continue;
      const position = Number(record.header('ce_sequence'));
      const sent = expected.get(position);
      const where = `${topic}/${record.partition}@${record.offset}`;
      if (sent === undefined || record.partition !== sent.partition || !isAsSent(record, sent))
        faults.push(`${where} is not what the store holds at position ${position}`);
      if (seen.has(position)) continue;
      seen.add(position);
      const number = Number(record.header('ce_partitionseq'));
      const before = last.get(record.partition) ?? 0;
      if (number !== before + 1) faults.push(`${where} has number ${number}, and before it came ${before}`);
      last.set(record.partition, number);
    }
    for (const position of expected.keys()) if (!seen.has(position)) faults.push(`${topic} lacks position ${position}`);
  }
  return faults;
};
