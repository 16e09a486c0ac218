import { encode, keyOf, partitionOf } from '@telemachy/event-log';
import type { EventLog, LogRecord } from '@telemachy/event-log';
import type { RawFact } from '@telemachy/event-store';

export type Said = { readonly stream: string; readonly type: string; readonly data?: object; readonly tenant?: string };

/** Numbers facts as sequencer and publisher do, and lets a test send them as it likes: twice, late, or not at all. */
export const feed = (log: EventLog, service: string, topic: string, partitions: number) => {
  const versions = new Map<string, number>();
  const seqs = Array.from({ length: partitions }, () => 0);
  let position = 0;
  const record = ({ stream, type, data = {}, tenant = 'org' }: Said): LogRecord => {
    const key = keyOf(tenant, stream);
    const partition = partitionOf(key, partitions);
    const version = (versions.get(key) ?? 0) + 1;
    const seq = (seqs[partition] ?? 0) + 1;
    versions.set(key, version);
    seqs[partition] = seq;
    position += 1;
    const fact: RawFact = {
      id: `00000000-0000-5000-8000-${String(position).padStart(12, '0')}`,
      tenant,
      stream,
      version,
      position,
      recordedAt: '2026-11-23T22:48:00.000Z',
      commit: `commit-${position}`,
      correlationId: `correlation-${position}`,
      actor: 'person',
      type,
      data: JSON.stringify(data),
    };
    return encode(service, fact, partition, seq);
  };
  return {
    record,
    send: (records: readonly LogRecord[]) => log.produce(topic, records),
    say: (...said: Said[]) => log.produce(topic, said.map(record)),
  };
};
