import type { EventLog, LogRecord } from '@telemachy/event-log';
import type { Times } from './protocol.ts';
import { sharedClock } from './protocol.ts';

export type Acknowledged = {
  /** The log, which is watched. */
  readonly log: EventLog;
  readonly count: () => { readonly published: number; readonly publishedAt: number };
  /** The read model's checkpoint has passed this position in a partition. */
  readonly passed: (partition: number, position: number) => void;
  /** What became known since the last time. */
  readonly take: () => Times;
};

type Sent = { readonly commit: string; readonly position: number };

/** Watches what a publisher produces: when Kafka acknowledged each commit, and when the read model showed it. */
export const acknowledgedBy = (log: EventLog): Acknowledged => {
  let acknowledged: [string, number][] = [];
  let visible: [string, number][] = [];
  const unseen = new Map<number, Sent[]>();
  let published = 0;
  let publishedAt = 0;

  const remember = ({ partition, headers }: LogRecord): void => {
    const list = unseen.get(partition) ?? [];
    unseen.set(partition, list);
    list.push({ commit: headers['ce_commitid'] ?? '', position: Number(headers['ce_sequence']) });
  };

  return {
    log: {
      ...log,
      produce: async (topic, records) => {
        // Before the send: the projection may be quicker than the acknowledgement.
        for (const record of records) remember(record);
        await log.produce(topic, records);
        publishedAt = sharedClock();
        published += records.length;
        for (const { headers } of records) acknowledged.push([headers['ce_commitid'] ?? '', publishedAt]);
      },
    },
    count: () => ({ published, publishedAt }),
    passed: (partition, position) => {
      const at = sharedClock();
      const list = unseen.get(partition) ?? [];
      const end = list.findIndex((sent) => sent.position > position);
      for (const { commit } of list.splice(0, end === -1 ? list.length : end)) visible.push([commit, at]);
    },
    take: () => {
      const times = { acknowledged, visible };
      acknowledged = [];
      visible = [];
      return times;
    },
  };
};
