import { join } from 'node:path';
import { repositoryRoot } from './bootstrap/artefacts.mjs';
import { killAllGuarded, startGuarded, stopAllGuarded } from './bootstrap/guarded-process.mjs';
import { say } from './bootstrap/progress.mjs';
import { stopWhenAsked } from './src/supervision.ts';
import { understood } from './src/understood.ts';

// `npm run chaos`: the proof of the event core. Its parts are programs of test/chaos that are run from their sources; without the name of one, faults
// are made on real servers.
const parts = { simulate: 'simulator', mutants: 'mutants' } as const;
const faults = 'faults';
type Part = keyof typeof parts;

const args = process.argv.slice(2);
const [first = ''] = args;
const isPart = (name: string): name is Part => Object.hasOwn(parts, name);

if (first !== '' && !first.startsWith('-') && !isPart(first)) {
  const known = Object.keys(parts).join(' | ');
  console.error(`there is no part "${first}": npm run chaos -- ${known}, or options alone for faults on real servers`);
  process.exit(2);
}
const [part, rest] = isPart(first) ? [parts[first], args.slice(1)] : [faults, args];
// The faults look at their words themselves before they start anything.
if (part !== faults) await understood(`chaos/${part}/arguments.ts`, rest);

stopWhenAsked(async (why) => {
  say(`stopping (${why}) …`);
  await stopAllGuarded();
}, killAllGuarded);

const script = join(repositoryRoot, 'test', 'chaos', part, 'main.ts');
const flags = ['--conditions=@telemachy/source', '--disable-warning=TimeoutNegativeWarning'];
const run = await startGuarded('chaos', process.execPath, [...flags, script, ...rest], {
  cwd: repositoryRoot,
  stdout: 'inherit',
  stderr: 'inherit',
});
process.exit(await run.exited);
