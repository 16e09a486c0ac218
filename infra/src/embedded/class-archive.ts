import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { basename, join } from 'node:path';
import { startOf } from '../../bootstrap/process-lock.mjs';

const endedBySigterm = 128 + constants.signals.SIGTERM;

/**
 * Kafka's classes, loaded and linked once and kept: its start takes a fifth of the time. The archive is written when the first Kafka
 * stops, and belongs to one Java and one class path.
 */
export interface ClassArchive {
  /** Flags for the JVM: use the archive, or write it at exit when there is none yet. */
  flags(): string[];
  /** Whether this run writes it, so that the stop takes a few seconds longer. */
  readonly isNew: boolean;
  /** Puts a written archive in place. @param exitCode of the JVM: one that was killed has left half an archive */
  keep(exitCode: number | undefined): Promise<void>;
}

/** @param mayWrite false where nobody should wait for the archive at the stop */
export async function classArchive(
  cacheDir: string,
  jvm: { version: string; classPath: string },
  mayWrite: boolean,
): Promise<ClassArchive> {
  const key = createHash('sha256').update(jvm.version).update(jvm.classPath).digest('hex').slice(0, 16);
  const file = join(cacheDir, `kafka-classes-${key}.jsa`);
  const unfinished = `${file}.${process.pid}`;
  await mkdir(cacheDir, { recursive: true });
  await removeLeftOvers(cacheDir, file);
  const quiet = ['-Xshare:auto', '-Xlog:disable', '-Xlog:all=error:stderr'];
  const use = () => (existsSync(file) ? [`-XX:SharedArchiveFile=${file}`] : []);
  return {
    isNew: mayWrite && !existsSync(file),
    flags: () => [
      ...quiet,
      ...use(),
      ...(mayWrite && !existsSync(file) ? [`-XX:ArchiveClassesAtExit=${unfinished}`] : []),
    ],
    async keep(exitCode) {
      if (!existsSync(unfinished)) return;
      if (existsSync(file) || exitCode !== endedBySigterm) await rm(unfinished);
      else await rename(unfinished, file);
    },
  };
}

/** Supervisors that were killed could not tell whether their archive is whole. */
async function removeLeftOvers(cacheDir: string, file: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    const pid = name.startsWith(`${basename(file)}.`) ? Number(name.split('.').at(-1)) : 0;
    if (pid > 0 && (await startOf(pid)) === '') await rm(join(cacheDir, name), { force: true });
  }
}
