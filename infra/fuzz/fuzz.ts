import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { capture } from '../bootstrap/capture.mjs';
import type { PlatformFile } from '../src/platform/platform-file.ts';
import { failuresIn, tallyOf, type Tally } from './report.ts';
import { leftOut, writeSettings } from './settings.ts';
import { setTheStage, type Run } from './stage.ts';

export type FuzzOptions = {
  readonly platform: PlatformFile;
  /** Of `installSchemathesis`. */
  readonly schemathesis: string;
  /** Gets a folder per run: its configuration, tokens and reports. */
  readonly folder: string;
  /** How long all of it may take, stage and all; a run that is slow to end takes a few seconds more. */
  readonly seconds: number;
  /** The same seed makes the same requests, as long as they are answered as quickly. */
  readonly seed: number;
  readonly say: (line: string) => void;
};

export type Fuzzed = { readonly tallies: readonly Tally[]; readonly failures: readonly string[] };

/** At once; each keeps a processor half busy, and so does the service that it asks. */
const lanes = 2;
/** Beyond its time, until a run that hangs is ended. */
const patienceMs = 120_000;
/** In the folder of a run. */
const report = 'report.json';

/** One command line a line, so that a reader can type it. */
const argumentsOf = (run: Run, url: string, seconds: number, seed: number): string[] =>
  [
    `-m schemathesis.cli run ${url}/docs/openapi.json --url ${url} --no-color --checks all`,
    ...leftOut(run).map((check) => `--exclude-checks ${check}`),
    `--max-time ${seconds} --seed ${seed} --report json --report-json-path ${report}`,
  ].flatMap((line) => line.split(' '));

type Done = { readonly tally: Tally; readonly told: string };

const runOne = async (run: Run, seconds: number, options: FuzzOptions): Promise<Done> => {
  const { platform, schemathesis, seed } = options;
  const name = `${run.service} as ${run.asked.name}`;
  const folder = join(options.folder, name.replaceAll(' ', '-'));
  await writeSettings(folder, run);
  const url = platform.addresses[run.service];
  const { code, output } = await capture('python3', argumentsOf(run, url, Math.max(1, Math.round(seconds)), seed), {
    cwd: folder,
    env: {
      ...process.env,
      PYTHONPATH: `${schemathesis}:${folder}`,
      PYTHONDONTWRITEBYTECODE: '1',
      TELEMACHY_FUZZ_COMMIT: run.atLeast,
    },
    timeoutMs: seconds * 1000 + patienceMs,
  });
  const text = await readFile(join(folder, report), 'utf8').catch(() => {
    throw new Error(`schemathesis made no report of ${name}:\n${output}`);
  });
  const tally = tallyOf(run, text, code);
  const what = tally.failures === 0 ? 'no failure' : `${tally.failures} FAILURES`;
  options.say(`${name}: ${tally.cases} cases of ${tally.operations} operations, ${what}`);
  return { tally, told: tally.failures === 0 ? '' : `${name}\n\n${failuresIn(output) || output}` };
};

/** Parts the runs so that each lane takes as long as the others: the longest first, to the lane that has the least. */
export const lanesOf = (runs: readonly Run[], count: number): readonly (readonly Run[])[] => {
  const parted = Array.from({ length: count }, () => ({ share: 0, runs: [] as Run[] }));
  for (const run of runs.toSorted((a, b) => b.share - a.share)) {
    const least = parted.reduce((found, lane) => (lane.share < found.share ? lane : found));
    least.runs.push(run);
    least.share += run.share;
  }
  return parted.map((lane) => lane.runs);
};

/**
 * Asks every service of a running platform what its OpenAPI document allows and forbids, with all checks of schemathesis: no 5xx, no answer that is not
 * documented, nothing that fits refused, nothing that does not fit taken, no token ignored, nothing of one person given to another.
 */
export const fuzz = async (options: FuzzOptions): Promise<Fuzzed> => {
  const began = performance.now();
  const runs = await setTheStage(options.platform.addresses, options.folder, 'fuzz');
  const left = options.seconds - (performance.now() - began) / 1000;
  const done = await Promise.all(
    lanesOf(runs, lanes).map(async (lane) => {
      const shares = lane.reduce((sum, { share }) => sum + share, 0);
      const results: Done[] = [];
      for (const run of lane) results.push(await runOne(run, (left * run.share) / shares, options));
      return results;
    }),
  );
  const all = done.flat();
  return {
    tallies: all.map(({ tally }) => tally),
    failures: all.map(({ told }) => told).filter((told) => told !== ''),
  };
};
