import { randomUUID } from 'node:crypto';
import { kafkaEventLog, silent, type EventLog, type KafkaClient, type LogRecord } from '@telemachy/event-log';
import type { Bench } from '../measure/bench.ts';
import { paced } from '../measure/load.ts';
import { alternate } from '../measure/rounds.ts';
import { percentile } from '../measure/statistics.ts';
import { until } from '../measure/until.ts';
import { rowOf, type Row } from '../report/row.ts';
import { sharedClock } from '../worker/protocol.ts';
import { kafkajsAsItComes, type Hear } from './as-it-comes.ts';

const partitions = 6;
const perSend = 500;
const perSecond = 200;
const headers = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`ce_attribute${n}`, 'v'.repeat(16)]));
const padding = 'x'.repeat(550);

const recordsOf = (count: number): readonly LogRecord[] =>
  Array.from({ length: count }, (_, n) => ({
    partition: n % partitions,
    key: `bench|goal-${n}`,
    value: JSON.stringify({ at: sharedClock(), padding }),
    headers,
  }));

/** Both clients of the port, and kafkajs as a Nest user meets it: what is sent and heard, and how soon. */
export const clientRows = async (bench: Bench): Promise<readonly Row[]> => {
  const { prefix } = await bench.open();
  const brokers = bench.servers.kafkaBrokers;
  const opened = { kafkajs: logBy('kafkajs', brokers), platformatic: logBy('platformatic', brokers) };
  const topic = async (): Promise<string> => {
    const made = `${prefix}clients-${randomUUID()}`;
    await opened.kafkajs.ensureTopics([{ topic: made, partitions }]);
    return made;
  };
  const hears: Record<Contender, Hear> = {
    eachMessage: kafkajsAsItComes(brokers, 'eachMessage'),
    eachBatch: kafkajsAsItComes(brokers, 'eachBatch'),
    kafkajs: hearBy(opened.kafkajs),
    platformatic: hearBy(opened.platformatic),
  };
  const facts = 2 * bench.size.backlog;
  try {
    bench.say(`sending ${bench.size.backlog} records`);
    const to = await topic();
    const sent = await alternate(
      {
        kafkajs: () => sending(opened.kafkajs, to, bench.size.backlog),
        platformatic: () => sending(opened.platformatic, to, bench.size.backlog),
      },
      bench.size.rounds,
    );
    bench.say(`hearing ${facts} records`);
    const full = await topic();
    await sending(opened.platformatic, full, facts);
    const heard = await alternate(
      {
        eachMessage: () => hearing(hears.eachMessage, full, facts),
        eachBatch: () => hearing(hears.eachBatch, full, facts),
        kafkajs: () => hearing(hears.kafkajs, full, facts),
        platformatic: () => hearing(hears.platformatic, full, facts),
      },
      bench.size.rounds,
    );
    bench.say(`at ${perSecond} records a second`);
    const sentToHeard = async (hear: Hear, log: EventLog): Promise<number> =>
      latency(hear, log, await topic(), bench.size.roundMs);
    const late = await alternate(
      {
        eachMessage: () => sentToHeard(hears.eachMessage, opened.kafkajs),
        kafkajs: () => sentToHeard(hears.kafkajs, opened.kafkajs),
        platformatic: () => sentToHeard(hears.platformatic, opened.platformatic),
      },
      bench.size.rounds,
    );
    const beside = <Name extends Contender>(
      all: Readonly<Record<Name, readonly number[]>>,
      ours: Name,
      other: Name,
    ) => ({
      values: all[ours],
      against: { name: nameOf[other], values: all[other] },
    });
    const heardBy = { unit: 'records/s' } as const;
    const latencyOf = { unit: 'ms' } as const;
    const sentBy = { name: nameOf.kafkajs, values: sent.kafkajs };
    return [
      rowOf({
        name: `sent, ${perSend} at once, by platformatic`,
        unit: 'records/s',
        values: sent.platformatic,
        against: sentBy,
      }),
      rowOf({ name: `heard by ${nameOf.kafkajs}`, ...heardBy, ...beside(heard, 'kafkajs', 'eachMessage') }),
      rowOf({ name: `heard by ${nameOf.kafkajs}`, ...heardBy, ...beside(heard, 'kafkajs', 'eachBatch') }),
      rowOf({ name: 'heard by platformatic', ...heardBy, ...beside(heard, 'platformatic', 'kafkajs') }),
      rowOf({ name: `sent → heard, ${nameOf.kafkajs}, p50`, ...latencyOf, ...beside(late, 'kafkajs', 'eachMessage') }),
      rowOf({ name: 'sent → heard, platformatic, p50', ...latencyOf, ...beside(late, 'platformatic', 'kafkajs') }),
    ];
  } finally {
    await Promise.all(Object.values(opened).map((log) => log.close()));
  }
};

type Contender = 'eachMessage' | 'eachBatch' | KafkaClient;
const nameOf: Record<Contender, string> = {
  eachMessage: 'kafkajs as it comes, eachMessage',
  eachBatch: 'kafkajs as it comes, eachBatch',
  kafkajs: 'kafkajs as we set it',
  platformatic: 'platformatic',
};

const logBy = (client: KafkaClient, brokers: readonly string[]): EventLog =>
  kafkaEventLog({ client, brokers, clientId: 'bench', logger: silent });

const hearBy =
  (log: EventLog): Hear =>
  async (topic, heard) => {
    const subscription = await log.consume({
      group: `bench-${randomUUID()}`,
      topics: [topic],
      assigned: async (some) => some.map(() => undefined),
      batch: async (_, records) => heard(records.map(({ value }) => value)),
    });
    return () => subscription.stop();
  };

/** One send after another, as the publisher does. @returns records per second */
const sending = async (log: EventLog, topic: string, count: number): Promise<number> => {
  const records = recordsOf(Math.min(perSend, count));
  const begun = performance.now();
  for (let left = count; left > 0; left -= records.length) await log.produce(topic, records.slice(0, left));
  return (1000 * count) / (performance.now() - begun);
};

/** @returns records per second, from the first to the last */
const hearing = async (hear: Hear, topic: string, count: number): Promise<number> => {
  let heard = 0;
  let first = 0;
  let last = 0;
  const stop = await hear(topic, (values) => {
    if (heard === 0) first = performance.now();
    heard += values.length;
    last = performance.now();
  });
  await until(() => heard >= count, 'every record is heard');
  await stop();
  return (1000 * count) / Math.max(1, last - first);
};

/** @returns the median time from the send to the handler, in ms */
const latency = async (hear: Hear, log: EventLog, topic: string, ms: number): Promise<number> => {
  const late: number[] = [];
  const stop = await hear(topic, (values) => {
    const now = sharedClock();
    for (const value of values) late.push(now - (JSON.parse(value.toString()) as { at: number }).at);
  });
  // The first one waits for the group; it is not counted.
  await log.produce(topic, recordsOf(1));
  await until(() => late.length > 0, 'the group is there');
  const warm = late.length;
  let sent = 0;
  await paced({ perSecond, ms }, async (index) => {
    sent += 1;
    await log.produce(
      topic,
      recordsOf(1).map((record) => ({ ...record, partition: index % partitions })),
    );
  });
  await until(() => late.length >= warm + sent, 'every record is heard');
  await stop();
  return percentile(late.slice(warm), 50);
};
