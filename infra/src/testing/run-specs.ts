import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '../../bootstrap/artefacts.mjs';
import { startGuarded } from '../../bootstrap/guarded-process.mjs';
import type { SpecCounts } from './spec-reporter.mjs';

const reporter = fileURLToPath(new URL('spec-reporter.mjs', import.meta.url));
const jest = join(repositoryRoot, 'node_modules', 'jest', 'bin', 'jest.js');
/** A run of specs that hangs is ended; it counts as one failure. */
const longestRunMs = 45 * 60_000;
/** What a client leaves open when it closes (kafkajs its last timers) is over by then. */
const longestGoodbyeMs = 30_000;
const watchMs = 1000;

/**
 * Runs specs with Jest, showing each file's result as it comes.
 *
 * @param selection Jest's arguments that choose the specs
 * @param env added to our own environment
 * @param resultsFile where Jest leaves its counts
 */
export async function runSpecs(
  selection: readonly string[],
  env: Record<string, string>,
  resultsFile: string,
): Promise<SpecCounts> {
  await rm(resultsFile, { force: true });
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const run = await startGuarded(
    'specs',
    process.execPath,
    [...flags, jest, ...selection, '--passWithNoTests', '--reporters', reporter],
    {
      cwd: repositoryRoot,
      env: { ...process.env, ...env, TELEMACHY_SPEC_RESULTS: resultsFile },
      stdout: 'inherit',
      stderr: 'inherit',
    },
  );
  const why = await ended(run, resultsFile);
  const counts = await readCounts(resultsFile);
  if (counts === undefined) {
    console.log(`FAILED the specs ended before all had run (${why}): those without a line above did not`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  if (why === 'exit code 0') return counts;
  if (why === 'lingers') {
    // The specs of a client's or a service's close fail where that leaves something; here it may be a spec's own helper.
    console.log('note: all specs are over, but something they left open kept their process alive; it was stopped');
    return counts;
  }
  // Jest also fails for what no spec counts, such as a worker that died.
  if (counts.failed === 0) console.log(`FAILED every spec passed, but then: ${why}`);
  return counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

type Run = Awaited<ReturnType<typeof startGuarded>>;

/** How the run ended; one that goes on though all is done (`lingers`), or hangs, is stopped. */
async function ended(run: Run, resultsFile: string): Promise<string> {
  let left = longestRunMs;
  let stopped: string | undefined;
  const watch = setInterval(() => {
    left = existsSync(resultsFile) ? Math.min(left, longestGoodbyeMs) - watchMs : left - watchMs;
    if (left > 0) return;
    clearInterval(watch);
    stopped = existsSync(resultsFile) ? 'lingers' : `it took longer than ${longestRunMs / 60_000} minutes`;
    void run.stop();
  }, watchMs);
  const code = await run.exited;
  clearInterval(watch);
  return stopped ?? `exit code ${code}`;
}

async function readCounts(file: string): Promise<SpecCounts | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SpecCounts;
  } catch {
    return undefined; // the run ended before it could leave any
  }
}
