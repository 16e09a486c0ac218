import { join } from 'node:path';
import { repositoryRoot } from './bootstrap/artefacts.mjs';
import { killAllGuarded, startGuarded, stopAllGuarded } from './bootstrap/guarded-process.mjs';
import { say } from './bootstrap/progress.mjs';
import { stopWhenAsked } from './src/supervision.ts';

// `npm run chaos`: the proof of the event core, by its parts. Each is a program of test/chaos that is run from its sources.
const parts = { simulate: 'simulator/main.ts', mutants: 'mutants/main.ts' } as const;
type Part = keyof typeof parts;

const [part = '', ...args] = process.argv.slice(2);
const isPart = (name: string): name is Part => Object.hasOwn(parts, name);

stopWhenAsked(async (why) => {
  say(`stopping (${why}) …`);
  await stopAllGuarded();
}, killAllGuarded);

if (isPart(part)) {
  const script = join(repositoryRoot, 'test', 'chaos', parts[part]);
  const run = await startGuarded(part, process.execPath, ['--conditions=@telemachy/source', script, ...args], {
    cwd: repositoryRoot,
    stdout: 'inherit',
    stderr: 'inherit',
  });
  process.exit(await run.exited);
}
say(`unknown part "${part}": npm run chaos -- ${Object.keys(parts).join(' | ')}`);
process.exit(1);
