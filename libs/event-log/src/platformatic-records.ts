import type { Consumer, KafkaRecord } from '@platformatic/kafka';
import type { Fetched } from './lane.ts';
import type { ReceivedRecord, TopicPartition } from './port.ts';

export type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>;
type Answer = FetchResponse['responses'][number]['partitions'][number];

/** Bit of a batch's attributes: markers of transactions, which are no records. */
const isControl = 0b10_0000;

const names = new Map<string, Buffer>();
const bytesOf = (name: string): Buffer => {
  const known = names.get(name) ?? Buffer.from(name);
  names.set(name, known);
  return known;
};

const received = (partition: TopicPartition, offset: bigint, record: KafkaRecord): ReceivedRecord => ({
  topic: partition.topic,
  partition: partition.partition,
  offset,
  key: record.key?.toString() ?? '',
  value: record.value ?? Buffer.alloc(0),
  header: (name) => {
    const wanted = bytesOf(name);
    const found = record.headers.find(([key]) => key?.equals(wanted) ?? false);
    return found?.[1]?.toString();
  },
});

/** What a fetch from `from` brought of one partition. A batch travels whole, so it may begin before the offset asked for. */
export const fetchedOf = (
  partition: TopicPartition,
  from: bigint,
  { records: batches }: Pick<Answer, 'records'>,
): Fetched => {
  const records: ReceivedRecord[] = [];
  let next = from;
  let bytes = 0;
  for (const batch of batches ?? []) {
    next = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n;
    bytes += batch.length;
    if ((batch.attributes & isControl) !== 0) continue;
    for (const record of batch.records) {
      const offset = batch.firstOffset + BigInt(record.offsetDelta);
      if (offset >= from) records.push(received(partition, offset, record));
    }
  }
  return { from, next, records, bytes };
};
