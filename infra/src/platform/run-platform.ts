import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { earlierProcessesGone } from '../earlier-processes.ts';
import { type Infrastructure, startInfrastructure } from '../infrastructure.ts';
import { createTopics } from '../kafka-admin.ts';
import { portsFrom } from '../ports.ts';
import { choosePorts, type Platform, startPlatform } from './platform.ts';
import { type ServicePrograms, topics } from './programs.ts';
import { topicPartitions } from './topic-partitions.ts';

export interface RunOptions {
  readonly dataDir: string;
  readonly purpose: 'run' | 'test';
  readonly services: ServicePrograms;
  /** Done beside starting the servers; the services start after it. */
  readonly build: () => Promise<void>;
  /** Shows progress of a longer piece of work. */
  readonly progress: <T>(what: string, work: () => Promise<T>) => Promise<T>;
  readonly say: (line: string) => void;
}

export interface Running {
  readonly infrastructure: Infrastructure;
  readonly platform: Platform;
  stop(): Promise<void>;
}

/**
 * Starts everything: Kafka and MongoDB beside the build, the topics, then the platform.
 *
 * @throws when a part cannot start; the parts that did are stopped by then
 */
export async function runPlatform(options: RunOptions): Promise<Running> {
  const { dataDir, purpose, services, build, progress, say } = options;
  await mkdir(dataDir, { recursive: true });
  const record = await earlierProcessesGone(join(dataDir, 'processes.ndjson'), (count) =>
    say(`${count} processes of an earlier run are still ending …`),
  );
  const available = portsFrom(process.env);
  const ports = await choosePorts(available, purpose, say);
  const onPid = (pid: number) => {
    record(pid);
    void platform?.refresh();
  };
  let platform: Platform | undefined;
  const servers = progress('Kafka and MongoDB', async () => {
    const infrastructure = await startInfrastructure({ dataDir, purpose, ports: available, say, onPid });
    await createTopics(infrastructure.kafkaBrokers, topics, topicPartitions(process.env, infrastructure.provider));
    return infrastructure;
  });
  const building = build();
  building.catch(() => {}); // told below; a fault of the servers need not wait for it
  const infrastructure = await servers;
  try {
    await building;
    platform = await startPlatform({ dataDir, ports, services, infrastructure, say, onPid: record });
  } catch (error) {
    await infrastructure.stop();
    throw error;
  }
  const parts = [platform, infrastructure];
  return {
    infrastructure,
    platform,
    async stop() {
      for (const part of parts) await part.stop();
    },
  };
}
