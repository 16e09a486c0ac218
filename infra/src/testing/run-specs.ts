import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '../../bootstrap/artefacts.mjs';
import { startGuarded } from '../../bootstrap/guarded-process.mjs';
import type { SpecCounts } from './spec-reporter.mjs';

const reporter = fileURLToPath(new URL('spec-reporter.mjs', import.meta.url));
const jest = join(repositoryRoot, 'node_modules', 'jest', 'bin', 'jest.js');
/** A run of specs that hangs is ended; it counts as one failure. */
const longestRunMs = 20 * 60_000;

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
    // A connection that a spec left open must not keep a finished run waiting.
    [...flags, jest, ...selection, '--passWithNoTests', '--forceExit', '--reporters', reporter],
    {
      cwd: repositoryRoot,
      env: { ...process.env, ...env, TELEMACHY_SPEC_RESULTS: resultsFile },
      stdout: 'inherit',
      stderr: 'inherit',
    },
  );
  const timer = setTimeout(() => void run.stop(), longestRunMs);
  const code = await run.exited;
  clearTimeout(timer);
  const counts = await readCounts(resultsFile);
  if (counts === undefined) return { passed: 0, failed: 1, skipped: 0 };
  // Jest also fails for what no spec counts, such as a worker that died.
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

async function readCounts(file: string): Promise<SpecCounts | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SpecCounts;
  } catch {
    return undefined; // the run ended before it could leave any
  }
}
