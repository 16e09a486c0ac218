import { randomUUID } from 'node:crypto';
import { encode, keyOf, partitionOf, type EventLog, type LogRecord } from '@telemachy/event-log';
import type { RawFact } from '@telemachy/event-store';
import { checkIn, goalIdOf, tenant } from '../measure/facts.ts';
import { partitions, service } from '../measure/service.ts';

const perSend = 1_000;

/** Numbered facts, as sequencer and publisher would have made them: the goals take turns, so no two neighbours meet in one document. */
export function* numberedFacts(facts: number, goals: number): Generator<RawFact> {
  const correlationId = randomUUID();
  const recordedAt = new Date().toISOString();
  for (let index = 0; index < facts; index += 1) {
    const goalId = goalIdOf(index % goals);
    const version = Math.floor(index / goals) + 1;
    const { type, data } = checkIn(goalId, version);
    yield {
      id: goalIdOf(index),
      tenant,
      stream: `goal-${goalId}`,
      version,
      position: index + 1,
      recordedAt,
      commit: index.toString(16).padStart(24, '0'),
      correlationId,
      actor: goalIdOf(0),
      type,
      data: JSON.stringify(data),
    };
  }
}

/** Fills a topic. */
export const fillTopic = async (log: EventLog, topic: string, facts: number, goals: number): Promise<void> => {
  const seqs = Array.from({ length: partitions }, () => 0);
  let records: LogRecord[] = [];
  for (const fact of numberedFacts(facts, goals)) {
    const partition = partitionOf(keyOf(fact.tenant, fact.stream), partitions);
    const seq = (seqs[partition] ?? 0) + 1;
    seqs[partition] = seq;
    records.push(encode(service, fact, partition, seq));
    if (records.length === perSend) {
      await log.produce(topic, records);
      records = [];
    }
  }
  await log.produce(topic, records);
};
