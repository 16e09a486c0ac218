import { appendFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { type Holder, startOf, stillRuns } from '../bootstrap/process-lock.mjs';
import { until } from './until.ts';

/** Longer than the longest grace of a guard: by then every process of a supervisor that was killed has ended. */
const patienceMs = 60_000;

/**
 * Remembers in a file which processes were started, and waits until those of an earlier run are gone: a supervisor that was killed
 * leaves them a few seconds behind, still holding their data and ports.
 *
 * @param file the record
 * @param onWait called once when there is something to wait for
 * @returns what records a process
 */
export async function earlierProcessesGone(
  file: string,
  onWait: (count: number) => void,
): Promise<(pid: number) => void> {
  const earlier = (await readOrEmpty(file))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Holder);
  const left = async () => (await Promise.all(earlier.map(stillRuns))).filter(Boolean).length;
  const count = await left();
  if (count > 0) {
    onWait(count);
    await until('the end of an earlier run', async () => ((await left()) === 0 ? true : undefined), {
      withinMs: patienceMs,
    });
  }
  await writeFile(file, '');
  return (pid) => {
    startOf(pid)
      .then((started) => appendFileSync(file, `${JSON.stringify({ pid, started })}\n`))
      .catch((error: unknown) => console.error(`process ${pid} cannot be recorded`, error));
  };
}

async function readOrEmpty(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}
