import { connect } from 'node:net';
import { calmRequestQueue, kafkaEventLog, silent } from '@telemachy/event-log';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { until } from './until.ts';

/** Waits until a broker answers and the cluster has a controller. */
export async function reachBroker(brokers: readonly string[], withinMs: number): Promise<void> {
  const [host = '', port = ''] = (brokers[0] ?? '').split(/:(?=\d+$)/);
  await until(`the answer of Kafka at ${brokers[0]}`, () => accepts(host, Number(port)), { withinMs, everyMs: 50 });
  await until(
    `the answer of Kafka at ${brokers[0]}`,
    () => withAdmin(brokers, async (admin) => ((await admin.describeCluster()).controller === null ? undefined : true)),
    { withinMs, everyMs: 50 },
  );
}

/** Creates the topics that do not exist yet, as services make theirs, but kept for ever; existing ones stay as they are. */
export async function createTopics(
  brokers: readonly string[],
  topics: readonly string[],
  partitions: number,
): Promise<void> {
  const log = kafkaEventLog({ brokers, clientId: 'telemachy-infra', logger: silent, retentionDays: Infinity });
  try {
    await log.ensureTopics(topics.map((topic) => ({ topic, partitions })));
  } finally {
    await log.close();
  }
}

async function withAdmin<T>(brokers: readonly string[], work: (admin: Admin) => Promise<T>): Promise<T> {
  calmRequestQueue();
  const retry = { initialRetryTime: 50, maxRetryTime: 500, retries: 10 };
  const kafka = new Kafka({ clientId: 'telemachy-infra', brokers: [...brokers], retry, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

async function accepts(host: string, port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(undefined));
  });
}
