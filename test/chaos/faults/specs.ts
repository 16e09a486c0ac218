import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { repositoryRoot } from '@telemachy/infra/testing';
import type { Fault } from './fault.ts';
import type { Stage } from './stage/stage.ts';

type Ran = {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};

const jest = join(repositoryRoot, 'node_modules', 'jest', 'bin', 'jest.js');

/** Runs those specs of a file whose name holds these words, on the servers of the stage. */
const ranSpecs = async (stage: Stage, file: string, named: string): Promise<Ran> => {
  const results = join(stage.dataDir, 'specs.json');
  await rm(results, { force: true });
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const selection = [file, '--selectProjects', file.includes('.int.') ? 'int' : 'unit', '--runInBand', '-t', named];
  const child = spawn(process.execPath, [...flags, jest, ...selection, '--json', '--outputFile', results], {
    cwd: repositoryRoot,
    env: { ...process.env, MONGODB_URI: stage.mongo.uri, KAFKA_BROKERS: stage.kafka.address, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = await text(child.stderr);
  try {
    return JSON.parse(await readFile(results, 'utf8')) as Ran;
  } catch (cause) {
    throw new Error(`the specs of ${file} did not run:\n${said.slice(-2_000)}`, { cause });
  }
};

/** A fault that a spec of its own makes: here it is run and counted, and what it does stands there alone. */
export const bySpec = (name: string, what: string, file: string, named: string): Fault => ({
  name,
  what: `${what} (${file}: ${named})`,
  load: { width: 0 },
  inject: async ({ stage, violated }) => {
    const { testResults } = await ranSpecs(stage, file, named);
    const ran = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => ['passed', 'failed'].includes(status));
    if (ran.length === 0) violated(`no spec of ${file} is called "${named}"`);
    for (const { status, fullName, failureMessages } of ran)
      if (status === 'failed') violated(`${fullName}: ${(failureMessages[0] ?? '').split('\n')[0]}`);
    return { runs: ran.length };
  },
});

export const faultsOfSpecs: readonly Fault[] = [
  bySpec(
    'F19',
    'a batch takes longer than the session',
    'test/chaos/event-log.int.spec.ts',
    'a batch takes longer than the session',
  ),
  bySpec(
    'F22',
    'two records of a key have changed places',
    'libs/projections/src/run-projection.spec.ts',
    'where a number is missing in a partition',
  ),
  bySpec('F23', 'a fact that no code can fold', 'libs/projections/src/parked.spec.ts', 'a fact that cannot be folded'),
  bySpec(
    'F24',
    'a form of a fact that a newer release wrote',
    'libs/projections/src/run-projection.spec.ts',
    'parks the stream where a newer release wrote a form',
  ),
  bySpec('F25', 'a fact of any earlier release', 'libs/contracts/src/fixtures.spec.ts', 'a fact of any day'),
];
