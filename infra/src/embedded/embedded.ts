import { join } from 'node:path';
import { artefactFolders, platformKey, readPins } from '../../bootstrap/artefacts.mjs';
import { findJava } from '../../bootstrap/java.mjs';
import type { Infrastructure, InfrastructureOptions } from '../infrastructure.ts';
import { startKafka } from './kafka.ts';
import { startMongod } from './mongod.ts';

/** Starts the fetched Kafka and mongod as child processes that share our fate. */
export async function startEmbedded(options: InfrastructureOptions): Promise<Infrastructure> {
  const { dataDir, purpose, ports, say, onPid } = options;
  const folders = artefactFolders(readPins(), platformKey(), process.env);
  if (folders === undefined)
    throw new Error(`no pinned servers for ${platformKey()}: set KAFKA_BROKERS and MONGODB_URI, or start Docker`);
  const usual =
    purpose === 'run' ? { mongo: 4117, kafka: 4192, controller: 4193 } : { mongo: 0, kafka: 0, controller: 0 };
  const mongoPort = await ports.choose('mongo', usual.mongo);
  const kafkaPort = await ports.choose('kafka', usual.kafka);
  const controller = await ports.choose('kafka-controller', usual.controller);
  for (const { note } of [mongoPort, kafkaPort, controller]) if (note !== undefined) say(note);

  const logOf = (name: string) => join(dataDir, 'logs', `${name}.log`);
  const java = findJava(process.env, folders.jre);
  const starting = {
    mongo: startMongod({
      program: folders.mongod,
      dataDir: join(dataDir, 'mongo'),
      logFile: logOf('mongod'),
      port: mongoPort.port,
      faults: purpose === 'test',
      say,
      onPid,
    }),
    kafka: java.then(async (found) => {
      if (found === undefined) throw new Error('there is no Java 17 or newer, and none was fetched');
      return startKafka({
        java: found,
        program: folders.kafka,
        dataDir: join(dataDir, 'kafka'),
        logFile: logOf('kafka'),
        port: kafkaPort.port,
        controllerPort: controller.port,
        isTemporary: purpose !== 'run',
        say,
        onPid,
      });
    }),
  };
  const [mongo, kafka] = await Promise.allSettled([starting.mongo, starting.kafka]);
  if (mongo.status === 'rejected' || kafka.status === 'rejected') {
    for (const part of [mongo, kafka]) if (part.status === 'fulfilled') await part.value.kept.stop();
    throw mongo.status === 'rejected' ? mongo.reason : (kafka as PromiseRejectedResult).reason;
  }
  const parts = [kafka.value.kept, mongo.value.kept];
  return {
    provider: 'embedded',
    mongoUri: mongo.value.uri,
    kafkaBrokers: [kafka.value.broker],
    processes: parts,
    async stop() {
      for (const part of parts) await part.stop();
    },
  };
}
