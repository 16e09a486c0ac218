import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { kafkaEventLog, silent } from '@telemachy/event-log';
import type { Bench } from '../measure/bench.ts';
import { alternate } from '../measure/rounds.ts';
import { partitions } from '../measure/service.ts';
import { notRun, rowOf, type Row } from '../report/row.ts';

const execute = promisify(execFile);
const names = {
  produce: "Kafka's ProducerPerformance, 700 bytes, acks=all",
  consume: "Kafka's ConsumerPerformance",
} as const;
const unit = 'records/s';

/** Kafka's own measuring tools, where their jar lies beside Kafka's: `TELEMACHY_KAFKA_JARS` names the folder. */
export const kafkaToolRows = async ({ servers, size, say }: Bench, topic: string): Promise<readonly Row[]> => {
  const folder = process.env['TELEMACHY_KAFKA_JARS'] ?? '';
  const jars = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jar')) : [];
  if (!jars.some((name) => /^kafka-tools-\d/.test(name)))
    return Object.values(names).map((name) =>
      notRun(name, unit, 'the jar kafka-tools of Kafka in TELEMACHY_KAFKA_JARS'),
    );
  say("Kafka's own tools");
  const log = kafkaEventLog({ brokers: servers.kafkaBrokers, clientId: 'bench', logger: silent });
  await log.ensureTopics([{ topic, partitions }]);
  await log.close();
  const bootstrap = servers.kafkaBrokers.join(',');
  const records = size.roundMs * 100;
  const classPath = jars.map((name) => join(folder, name)).join(':');
  const java = async (...args: readonly string[]): Promise<string> =>
    (await execute('java', ['-cp', classPath, ...args], { maxBuffer: 2 ** 26 })).stdout;
  const produce = async (): Promise<number> => {
    const counts = ['--topic', topic, '--num-records', String(records), '--record-size', '700', '--throughput', '-1'];
    const props = [
      '--producer-props',
      `bootstrap.servers=${bootstrap}`,
      'acks=all',
      'linger.ms=5',
      'batch.size=131072',
    ];
    const said = await java('org.apache.kafka.tools.ProducerPerformance', ...counts, ...props);
    return Number(/([\d.]+) records\/sec/.exec(said.trim().split('\n').at(-1) ?? '')?.[1]);
  };
  const consume = async (): Promise<number> => {
    const args = [
      '--bootstrap-server',
      bootstrap,
      '--topic',
      topic,
      '--messages',
      String(records),
      '--group',
      randomUUID(),
    ];
    const said = await java('org.apache.kafka.tools.ConsumerPerformance', ...args, '--hide-header');
    // start, end, MB, MB/s, records, records/s, rebalance ms, fetch ms, MB/s of the fetch, records/s of the fetch
    return Number(said.trim().split('\n').at(-1)?.split(',').at(-1));
  };
  const rates = await alternate({ produce, consume }, size.rounds);
  return [
    rowOf({ name: names.produce, unit, values: rates.produce }),
    rowOf({ name: names.consume, unit, values: rates.consume }),
  ];
};
