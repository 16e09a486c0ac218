import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capture } from '../../bootstrap/capture.mjs';
import type { Java } from '../../bootstrap/java.mjs';
import { graceMs } from '../grace.ts';
import { keepRunning, type Kept, type Program } from '../keep-running.ts';
import { reachBroker } from '../kafka-admin.ts';
import { classArchive, type ClassArchive } from './class-archive.ts';
import { kafkaSettings, type KafkaAddress } from './kafka-settings.ts';

const loggingSettings = fileURLToPath(new URL('../../embedded/logging.properties', import.meta.url));

export interface KafkaOptions extends KafkaAddress {
  readonly java: Java;
  /** Folder of the fetched jars. */
  readonly program: string;
  /** Holds data; survives restarts. */
  readonly dataDir: string;
  readonly logFile: string;
  /** Its data is not needed once it has stopped. */
  readonly isTemporary: boolean;
  readonly say: (line: string) => void;
  readonly onPid?: ((pid: number) => void) | undefined;
}

/** A formatted data folder, and what runs a broker on it. */
export interface KafkaProgram {
  /** Made anew for each start. */
  program(): Program;
  readonly archive: ClassArchive;
}

/**
 * Prepares a real Kafka (KRaft, one node) on loopback.
 *
 * @throws when its storage cannot be formatted
 */
export async function kafkaProgram(options: Omit<KafkaOptions, 'say' | 'onPid'>): Promise<KafkaProgram> {
  const { java, program, dataDir, logFile } = options;
  const logDir = join(dataDir, 'logs');
  const settingsFile = join(dataDir, 'server.properties');
  await mkdir(logDir, { recursive: true });
  await writeFile(settingsFile, kafkaSettings(logDir, options));
  const jars = readdirSync(program).sort();
  const classPath = jars.map((jar) => join(program, jar)).join(':');
  const archive = await classArchive(dirname(program), { version: java.version, classPath }, !options.isTemporary);
  const memory = ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  const jvm = () => [
    ...memory,
    ...archive.flags(),
    `-Djava.util.logging.config.file=${loggingSettings}`,
    '-cp',
    classPath,
  ];

  if (!existsSync(join(logDir, 'meta.properties'))) {
    const clusterId = randomBytes(16).toString('base64url').replace(/^-/, 'A');
    const format = ['kafka.tools.StorageTool', 'format', '--cluster-id', clusterId, '--config', settingsFile];
    const { code, output } = await capture(java.command, [...memory, '-Xshare:auto', '-cp', classPath, ...format]);
    if (code !== 0) throw new Error(`Kafka's storage cannot be formatted:\n${output}`);
  }
  const { command } = java;
  return {
    archive,
    program: () => ({
      name: 'kafka',
      command,
      args: [...jvm(), 'kafka.Kafka', settingsFile],
      logFile,
      graceMs: graceMs('kafka', process.env, archive.isNew),
    }),
  };
}

/**
 * Starts a real Kafka (KRaft, one node) on loopback and waits until it answers.
 *
 * @returns its process and its address
 */
export async function startKafka(options: KafkaOptions): Promise<{ kept: Kept; broker: string }> {
  const { program, archive } = await kafkaProgram(options);
  const kept = await keepRunning(program, options.say, options.onPid);
  const broker = `127.0.0.1:${options.port}`;
  const stop = async () => {
    if (archive.isNew) options.say('kafka keeps its loaded classes once, so that it starts faster from now on');
    const code = await kept.stop();
    await archive.keep(code);
    return code;
  };
  try {
    await Promise.race([reachBroker([broker], 60_000), kept.failed]);
  } catch (error) {
    await stop();
    throw error;
  }
  kept.settled();
  return { kept: { ...kept, stop }, broker };
}
