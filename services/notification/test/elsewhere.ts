import { randomUUID } from 'node:crypto';
import { topicOf, type JsonObject } from '@telemachy/contracts';
import { encode, keyOf, partitionOf } from '@telemachy/event-log';
import type { EventLog, LogRecord } from '@telemachy/event-log';
import type { SealFact } from '@telemachy/event-store';
import type { Fact } from '@telemachy/kernel';

/** Of every topic in these tests. */
export const partitions = 3;

/** Another service, as far as its facts go: sealed, numbered and sent as its store and its publisher would. */
export const elsewhere = (log: Pick<EventLog, 'produce'>, service: string, topicPrefix: string, seal: SealFact) => {
  const topic = `${topicPrefix}${topicOf(service)}`;
  let position = 0;
  const sent = new Map<number, number>();
  // One after the other: a number that overtakes another looks like a hole.
  let last: Promise<unknown> = Promise.resolve();
  const produce = (record: Promise<LogRecord>): Promise<unknown> => {
    last = last.then(async () => log.produce(topic, [await record]));
    return last;
  };
  const send = async (tenant: string, stream: string, fact: Fact, as: { id?: string; actor?: string } = {}) => {
    const { id = randomUUID(), actor = randomUUID() } = as;
    const partition = partitionOf(keyOf(tenant, stream), partitions);
    const partitionseq = (sent.get(partition) ?? 0) + 1;
    sent.set(partition, partitionseq);
    position += 1;
    const version = position;
    const data = JSON.parse(JSON.stringify(fact.data)) as JsonObject;
    const recordOf = (sealed: object): LogRecord =>
      encode(
        service,
        {
          id,
          tenant,
          stream,
          version,
          position: version,
          recordedAt: new Date().toISOString(),
          commit: randomUUID(),
          correlationId: randomUUID(),
          actor,
          type: fact.type,
          data: JSON.stringify(sealed),
        },
        partition,
        partitionseq,
      );
    const record = Promise.resolve(seal(tenant, { id, type: fact.type, data })).then(recordOf);
    await produce(record);
    return { id, again: () => produce(record) };
  };
  return { send };
};
