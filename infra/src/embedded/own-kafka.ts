import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { artefactFolders, isFetched, platformKey, readPins } from '../../bootstrap/artefacts.mjs';
import { findJava } from '../../bootstrap/java.mjs';
import { reachBroker } from '../kafka-admin.ts';
import { portsFrom } from '../ports.ts';
import { startKafka } from './kafka.ts';

/** A broker that one spec has for itself, to put faults into. */
export interface OwnKafka {
  readonly brokers: readonly string[];
  /** Kills it without a word; resolves when it runs again, with what it had kept, and answers. */
  killed(): Promise<void>;
  stop(): Promise<void>;
}

const foldersHere = () => artefactFolders(readPins(), platformKey(), process.env);

/** Whether the pinned Kafka was fetched; `npm start` and `npm test` do so where they run one. */
export function hasOwnKafka(): boolean {
  const folders = foldersHere();
  return folders !== undefined && isFetched(folders.kafka);
}

/**
 * Starts the pinned Kafka in a folder that is removed afterwards.
 *
 * @throws where it was not fetched, or there is no Java
 */
export async function startOwnKafka(): Promise<OwnKafka> {
  const folders = foldersHere();
  if (folders === undefined || !hasOwnKafka()) throw new Error('the pinned Kafka was not fetched: npm start does so');
  const java = await findJava(process.env, folders.jre);
  if (java === undefined) throw new Error('there is no Java 17 or newer, and none was fetched');
  const dataDir = await mkdtemp(join(tmpdir(), 'telemachy-kafka-'));
  const ports = portsFrom({});
  const [{ port }, { port: controllerPort }] = [await ports.choose('kafka', 0), await ports.choose('controller', 0)];
  let started = Promise.withResolvers<void>();
  const { kept, broker } = await startKafka({
    java,
    program: folders.kafka,
    dataDir,
    logFile: join(dataDir, 'kafka.log'),
    port,
    controllerPort,
    isTemporary: true,
    say: () => {},
    onPid: () => started.resolve(),
  });
  return {
    brokers: [broker],
    killed: async () => {
      const pid = kept.pid();
      if (pid === undefined) throw new Error('Kafka does not run');
      started = Promise.withResolvers();
      process.kill(pid, 'SIGKILL');
      await started.promise;
      await reachBroker([broker], 60_000);
    },
    stop: async () => {
      await kept.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
