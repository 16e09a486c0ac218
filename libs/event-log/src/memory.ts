import { memoryGroup } from './memory-group.ts';
import type { MemoryGroup } from './memory-group.ts';
import { TopicMissing } from './port.ts';
import type { EventLog, LogRecord, ReceivedRecord, Subscription } from './port.ts';

/** Faults that a test switches on. */
export type MemoryFaults = {
  /** Throw to refuse a send before anything is kept. */
  produce?: (topic: string, records: readonly LogRecord[]) => void;
  /** Throw to lose the acknowledgement of a send that was kept. */
  acknowledge?: (topic: string, records: readonly LogRecord[]) => void;
};

export interface MemoryEventLog extends EventLog {
  readonly faults: MemoryFaults;
  /** A second client of the same broker. */
  client(): MemoryEventLog;
  /** The client vanishes without saying so, as a killed process does. */
  kill(): Promise<void>;
  /** No broker answers while it is down. */
  down(is: boolean): void;
  /** All that a topic holds, by partition. */
  records(topic: string): readonly (readonly ReceivedRecord[])[];
}

type Broker = {
  readonly topics: Map<string, ReceivedRecord[][]>;
  readonly groups: Map<string, MemoryGroup>;
  readonly faults: MemoryFaults;
  down: boolean;
};

const clientOf = (broker: Broker, recordsPerBatch: number): MemoryEventLog => {
  const mine: Subscription[] = [];
  const kills: (() => Promise<void>)[] = [];
  const alive = (): void => {
    if (broker.down) throw new Error('no broker answers');
  };
  const partitions = (topic: string): ReceivedRecord[][] => {
    const found = broker.topics.get(topic);
    if (found === undefined) throw new TopicMissing(topic);
    return found;
  };
  const wake = (topic: string): void => {
    for (const group of broker.groups.values()) group.wake(topic);
  };

  return {
    faults: broker.faults,
    client: () => clientOf(broker, recordsPerBatch),
    records: (topic) => partitions(topic),
    down: (is) => {
      broker.down = is;
      for (const topic of broker.topics.keys()) wake(topic);
    },
    kill: async () => {
      await Promise.all(kills.splice(0).map((kill) => kill()));
    },

    produce: async (topic, records) => {
      alive();
      broker.faults.produce?.(topic, records);
      const kept = partitions(topic);
      const beyond = records.find(({ partition }) => partition >= kept.length);
      if (beyond !== undefined) throw new Error(`topic ${topic} has no partition ${beyond.partition}`);
      for (const { partition, key, value, headers } of records) {
        const list = kept[partition] ?? [];
        const offset = BigInt(list.length);
        list.push({ topic, partition, offset, key, value: Buffer.from(value), header: (name) => headers[name] });
      }
      wake(topic);
      await Promise.resolve();
      broker.faults.acknowledge?.(topic, records);
    },

    consume: (options) => {
      const group = broker.groups.get(options.group) ?? memoryGroup(broker, recordsPerBatch);
      broker.groups.set(options.group, group);
      const member = group.join(options);
      mine.push(member);
      kills.push(member.kill);
      return Promise.resolve(member);
    },

    ensureTopics: async (topics) => {
      alive();
      for (const { topic, partitions: count } of topics) {
        if (broker.topics.has(topic)) continue;
        broker.topics.set(
          topic,
          Array.from({ length: count }, () => []),
        );
        await Promise.all([...broker.groups.values()].map((group) => group.topicMade(topic)));
      }
    },

    partitionsOf: async (topic) => {
      alive();
      return partitions(topic).length;
    },
    endOffsets: async (topic) => {
      alive();
      return partitions(topic).map((list) => BigInt(list.length));
    },
    lastRecords: async (topic) => {
      alive();
      return partitions(topic).map((list) => list.at(-1));
    },
    ping: async () => alive(),
    close: async () => {
      await Promise.all(mine.splice(0).map((subscription) => subscription.stop()));
    },
  };
};

/** Kafka in memory: the same port and the same promises, for tests. */
export const memoryEventLog = ({ recordsPerBatch = 100 } = {}): MemoryEventLog =>
  clientOf({ topics: new Map(), groups: new Map(), faults: {}, down: false }, recordsPerBatch);
