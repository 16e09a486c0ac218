import { connect } from 'node:net';
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

/** Creates the topics that do not exist yet; existing ones keep their partitions. */
export async function createTopics(
  brokers: readonly string[],
  topics: readonly string[],
  partitions: number,
): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    const existing = new Set(await admin.listTopics());
    const missing = topics.filter((topic) => !existing.has(topic));
    if (missing.length === 0) return;
    // waitForLeaders can fail once on a fresh broker: metadata is asked instead.
    await admin.createTopics({
      waitForLeaders: false,
      topics: missing.map((topic) => ({ topic, numPartitions: partitions })),
    });
    await until('leaders of the new topics', () => haveLeaders(admin, missing), { withinMs: 30_000 });
  });
}

async function haveLeaders(admin: Admin, topics: readonly string[]): Promise<true | undefined> {
  const { topics: found } = await admin.fetchTopicMetadata({ topics: [...topics] });
  const led = found.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0));
  return led && found.length === topics.length ? true : undefined;
}

async function withAdmin<T>(brokers: readonly string[], work: (admin: Admin) => Promise<T>): Promise<T> {
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
