import { randomUUID } from 'node:crypto';
import { topicOf } from '@telemachy/contracts';
import { encode, keyOf, partitionOf } from '@telemachy/event-log';
import type { EventLog, LogRecord } from '@telemachy/event-log';
import type { Fact } from '@telemachy/kernel';

/** Of every topic in these tests. */
export const partitions = 3;

/** Another service, as far as its facts go: numbered and sent as its publisher would. */
export const elsewhere = (log: Pick<EventLog, 'produce'>, service: string, topicPrefix: string) => {
  const topic = `${topicPrefix}${topicOf(service)}`;
  let position = 0;
  const sent = new Map<number, number>();
  // One after the other: a number that overtakes another looks like a hole.
  let last: Promise<unknown> = Promise.resolve();
  const produce = (record: LogRecord): Promise<unknown> => {
    last = last.then(() => log.produce(topic, [record]));
    return last;
  };
  const send = async (tenant: string, stream: string, fact: Fact, as: { id?: string; actor?: string } = {}) => {
    const { id = randomUUID(), actor = randomUUID() } = as;
    const partition = partitionOf(keyOf(tenant, stream), partitions);
    const partitionseq = (sent.get(partition) ?? 0) + 1;
    sent.set(partition, partitionseq);
    position += 1;
    const record = encode(
      service,
      {
        id,
        tenant,
        stream,
        version: position,
        position,
        recordedAt: new Date().toISOString(),
        commit: randomUUID(),
        correlationId: randomUUID(),
        actor,
        type: fact.type,
        data: JSON.stringify(fact.data),
      },
      partition,
      partitionseq,
    );
    await produce(record);
    return { id, again: () => produce(record) };
  };
  return { send };
};
