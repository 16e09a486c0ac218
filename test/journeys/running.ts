import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readPlatformFile, type PlatformFile } from '@telemachy/infra/platform';
import { repositoryRoot } from '@telemachy/infra/testing';

/** The platform that `npm test` started for the journeys. @throws Error where there is none */
export const runningPlatform = (): Promise<PlatformFile> => readPlatformFile(process.env);

/** Faults are put into our own child processes alone; a Kafka or MongoDB of somebody else is left in peace. */
export const pidOf = async (name: string): Promise<number> => {
  const { pids } = await runningPlatform();
  const pid = pids[name];
  if (pid === undefined) throw new Error(`${name} is not a process of this platform, so no fault can be put into it`);
  return pid;
};

/** Holds a process still while something is done, and lets it go on whatever happens. */
export const whileStopped = async <Result>(name: string, act: () => Promise<Result>): Promise<Result> => {
  const pid = await pidOf(name);
  process.kill(pid, 'SIGSTOP');
  try {
    return await act();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
};

/** Kills a program without warning and waits until it runs again as another process. */
export const killed = async (name: string): Promise<void> => {
  const before = await pidOf(name);
  process.kill(before, 'SIGKILL');
  const end = performance.now() + 60_000;
  // Between two processes it has none, which is written down when another program is started again meanwhile.
  for (;;) {
    const now = (await runningPlatform()).pids[name];
    if (now !== undefined && now !== before) return;
    if (performance.now() > end) throw new Error(`${name} was not started again`);
    await pause(100);
  }
};

/** A backup of the platform, by the operator's command as it is typed. @throws Error with what the command said */
export const takeBackup = async ({ mongoUri, kafkaBrokers }: PlatformFile, folder: string): Promise<void> => {
  const words = ['--conditions=@telemachy/source', join(repositoryRoot, 'infra', 'ops.ts'), 'backup', folder];
  const env = { ...process.env, MONGODB_URI: mongoUri, KAFKA_BROKERS: kafkaBrokers.join() };
  await promisify(execFile)(process.execPath, words, { env });
};
