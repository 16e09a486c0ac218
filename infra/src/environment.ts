import { MongoClient } from 'mongodb';
import type { Infrastructure } from './infrastructure.ts';
import { reachBroker } from './kafka-admin.ts';

const patienceMs = 10_000;

/**
 * Uses the servers that `MONGODB_URI` and `KAFKA_BROKERS` (comma-separated) name.
 *
 * @throws when one of them does not answer, naming its variable; the addresses may hold passwords and are not repeated
 */
export async function useEnvironment(env: NodeJS.ProcessEnv): Promise<Infrastructure> {
  const mongoUri = env['MONGODB_URI'] ?? '';
  const kafkaBrokers = (env['KAFKA_BROKERS'] ?? '').split(',').map((broker) => broker.trim());
  await Promise.all([
    named('MONGODB_URI', reachMongo(mongoUri)),
    named('KAFKA_BROKERS', reachBroker(kafkaBrokers, patienceMs)),
  ]);
  return { provider: 'environment', mongoUri, kafkaBrokers, processes: [], stop: async () => {} };
}

async function named(variable: string, reached: Promise<void>): Promise<void> {
  await reached.catch((cause: unknown) => {
    throw new Error(`the server that ${variable} names does not answer`, { cause });
  });
}

async function reachMongo(uri: string): Promise<void> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: patienceMs });
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    if (hello['setName'] === undefined) throw new Error('it is not a replica set, so it has no transactions');
  } finally {
    await client.close();
  }
}
