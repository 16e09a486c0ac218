import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findJava } from '../../bootstrap/java.mjs';
import { kafkaProgram } from '../embedded/kafka.ts';
import { reachBroker } from '../kafka-admin.ts';
import type { Ports } from '../ports.ts';
import { controlled, type Controlled } from './controlled.ts';
import { startLine, type Line } from './line.ts';

export interface KafkaBrokerOptions {
  /** Folder of the fetched jars, and of a fetched Java where the machine has none. */
  readonly program: string;
  readonly jre: string;
  readonly dataDir: string;
  /** Elsewhere than below `dataDir`, such as a small disk. */
  readonly storageDir?: string;
  readonly ports: Ports;
}

/** A real broker that a test can kill, freeze and cut off. */
export interface KafkaBroker {
  /** What clients are told. */
  readonly address: string;
  readonly process: Controlled;
  readonly line: Line;
  /** Waits until it answers. */
  reached(): Promise<void>;
  heal(): Promise<void>;
  stop(): Promise<void>;
}

export async function startKafkaBroker(options: KafkaBrokerOptions): Promise<KafkaBroker> {
  const { dataDir, ports, program, storageDir = join(dataDir, 'kafka') } = options;
  const java = await findJava(process.env, options.jre);
  if (java === undefined) throw new Error('there is no Java 17 or newer, and none was fetched');
  const [port, controllerPort, near] = await Promise.all(
    ['kafka', 'kafka-controller', 'kafka-line'].map(async (name) => (await ports.choose(name, 0)).port),
  );
  const logFile = join(dataDir, 'logs', 'kafka.log');
  const prepared = await kafkaProgram({
    java,
    program,
    dataDir: storageDir,
    logFile,
    port: port as number,
    controllerPort: controllerPort as number,
    advertisedPort: near as number,
    isTemporary: true,
  });
  const line = await startLine(near as number, port as number);
  const running = controlled(prepared.program);
  const address = `127.0.0.1:${near}`;
  const reached = () => reachBroker([address], 60_000);
  await running.start();
  await reached();
  return {
    address,
    process: running,
    line,
    reached,
    async heal() {
      line.become('whole');
      line.delay(0);
      if (running.pid() === undefined) await running.start();
      else running.thaw();
      await reached();
    },
    async stop() {
      await running.kill();
      await line.close();
      await rm(storageDir, { recursive: true, force: true });
    },
  };
}
