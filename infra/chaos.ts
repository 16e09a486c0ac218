import { join } from 'node:path';
import { repositoryRoot } from './bootstrap/artefacts.mjs';
import { killAllGuarded, startGuarded, stopAllGuarded } from './bootstrap/guarded-process.mjs';
import { say } from './bootstrap/progress.mjs';
import { stopWhenAsked } from './src/supervision.ts';

// `npm run chaos`: the proof of the event core. Its parts are programs of test/chaos that are run from their sources; without the name of one, faults
// are made on real servers.
const parts = { simulate: 'simulator/main.ts', mutants: 'mutants/main.ts' } as const;
const faults = 'faults/main.ts';
type Part = keyof typeof parts;

const args = process.argv.slice(2);
const [first = ''] = args;
const isPart = (name: string): name is Part => Object.hasOwn(parts, name);

stopWhenAsked(async (why) => {
  say(`stopping (${why}) …`);
  await stopAllGuarded();
}, killAllGuarded);

if (first !== '' && !first.startsWith('-') && !isPart(first)) {
  say(
    `unknown part "${first}": npm run chaos -- ${Object.keys(parts).join(' | ')}, or options alone for faults on real servers`,
  );
  process.exit(1);
}
const [part, rest] = isPart(first) ? [parts[first], args.slice(1)] : [faults, args];
const script = join(repositoryRoot, 'test', 'chaos', part);
const flags = ['--conditions=@telemachy/source', '--disable-warning=TimeoutNegativeWarning'];
const run = await startGuarded('chaos', process.execPath, [...flags, script, ...rest], {
  cwd: repositoryRoot,
  stdout: 'inherit',
  stderr: 'inherit',
});
process.exit(await run.exited);
