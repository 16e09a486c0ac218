import { capture } from '../bootstrap/capture.mjs';
import { repositoryRoot } from '../bootstrap/artefacts.mjs';
import type { Infrastructure, InfrastructureOptions } from './infrastructure.ts';
import { reachBroker } from './kafka-admin.ts';

/** The same as in the compose file. */
export const mongoImage = 'mongo:8.0.12';
const kafkaImage = 'confluentinc/cp-kafka:8.0.0';
const kafkaClientPort = 9093;

/** Provides the servers by Docker: containers of their own for tests, the compose file's `kafka` and `mongo` for running. */
export async function startDocker(options: InfrastructureOptions): Promise<Infrastructure> {
  return options.purpose === 'run' ? startCompose(options) : startContainers();
}

async function startContainers(): Promise<Infrastructure> {
  const { KafkaContainer } = await import('@testcontainers/kafka');
  const { MongoDBContainer } = await import('@testcontainers/mongodb');
  const [mongo, kafka] = await Promise.all([
    new MongoDBContainer(mongoImage).start(),
    new KafkaContainer(kafkaImage).withKraft().start(),
  ]);
  const stop = async () => {
    await Promise.all([mongo.stop(), kafka.stop()]);
  };
  return {
    provider: 'docker',
    mongoUri: mongo.getConnectionString(),
    kafkaBrokers: [`${kafka.getHost()}:${kafka.getMappedPort(kafkaClientPort)}`],
    processes: [],
    stop,
  };
}

async function startCompose({ ports, say }: InfrastructureOptions): Promise<Infrastructure> {
  const mongo = await ports.choose('mongo', 4117);
  const kafka = await ports.choose('kafka', 4192);
  for (const { note } of [mongo, kafka]) if (note !== undefined) say(note);
  const env = { ...process.env, TELEMACHY_PORT_MONGO: String(mongo.port), TELEMACHY_PORT_KAFKA: String(kafka.port) };
  const compose = async (...args: string[]) => {
    const { code, output } = await capture('docker', ['compose', ...args], { cwd: repositoryRoot, env });
    if (code !== 0) throw new Error(`docker compose ${args[0]} failed:\n${output}`);
  };
  await compose('up', '--detach', '--wait', 'mongo', 'kafka');
  const kafkaBrokers = [`127.0.0.1:${kafka.port}`];
  await reachBroker(kafkaBrokers, 60_000);
  return {
    provider: 'docker',
    // The replica set knows itself by its name inside the network, which this machine cannot resolve.
    mongoUri: `mongodb://127.0.0.1:${mongo.port}/?directConnection=true`,
    kafkaBrokers,
    processes: [],
    stop: () => compose('stop', 'mongo', 'kafka'),
  };
}
