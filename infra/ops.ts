import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from './bootstrap/artefacts.mjs';
import { readPlatformFile, serviceNames, type ServiceName } from './src/platform/platform-file.ts';

// `npm run ops -- [service] <verb> [options]`: calls each service's own entry and joins what they answer.
type Verified = {
  readonly service: string;
  readonly events: number;
  readonly readModels: readonly {
    readonly readModel: string;
    readonly documents: number;
    readonly equal: boolean;
    readonly differing: readonly string[];
  }[];
};
const given = process.argv.slice(2).filter((arg) => arg !== '--json');
const json = process.argv.includes('--json');
const named = serviceNames.find((name) => name === given[0]);
const [verb = '', ...rest] = named === undefined ? given : given.slice(1);
const platform = await readPlatformFile(process.env);
const env = { ...process.env, MONGODB_URI: process.env['MONGODB_URI'] ?? platform?.mongoUri ?? '' };

if (env.MONGODB_URI === '') {
  console.error('no running platform was found: npm start, or name the database in MONGODB_URI');
  process.exitCode = 1;
} else if (verb === 'verify') {
  await verified();
} else if (verb === 'status') {
  const answers = await Promise.all(chosen().map((name) => ask(name)));
  console.log(json ? JSON.stringify({ services: answers }) : JSON.stringify(answers, null, 2));
} else if (verb === 'replay' && named !== undefined) {
  await run(named, 'inherit');
} else {
  console.error('usage: npm run ops -- [matching|scheduling|goals|notification] status | verify [--json]');
  console.error('       npm run ops -- <service> replay [--from N] [--to N] [--types a,b*] [--tenant X]');
  process.exitCode = 1;
}

function chosen(): readonly ServiceName[] {
  return named === undefined ? serviceNames : [named];
}

async function verified(): Promise<void> {
  const answers = (await Promise.all(chosen().map((name) => ask(name)))) as Verified[];
  const all = answers.flatMap(({ service, readModels }) => readModels.map((readModel) => ({ service, ...readModel })));
  const holds = all.every(({ equal }) => equal);
  const events = answers.reduce((sum, answer) => sum + answer.events, 0);
  process.exitCode = holds ? 0 : 1;
  if (json) {
    console.log(JSON.stringify({ holds, events, readModels: all.length, services: answers }));
    return;
  }
  for (const { service, readModel, documents, equal, differing } of all) {
    console.log(
      `${equal ? 'equal    ' : 'DIFFERENT'} ${`${service} ${readModel}`.padEnd(40)} ${String(documents).padStart(7)} documents`,
    );
    if (!equal) console.log(`          ${differing.join('\n          ')}`);
  }
  console.log(
    `${events} events; ${holds ? 'every read model equals its rebuild' : 'NOT every read model equals its rebuild'}`,
  );
}

async function ask(name: ServiceName): Promise<unknown> {
  return JSON.parse(await run(name, 'pipe')) as unknown;
}

/** Runs one service's entry. @returns what it printed, where that is not passed on */
async function run(name: ServiceName, output: 'inherit' | 'pipe'): Promise<string> {
  const entry = join(repositoryRoot, 'services', name, 'dist', 'ops.js');
  const child = spawn(process.execPath, [entry, verb, ...rest], { env, stdio: ['ignore', output, 'inherit'] });
  const printed: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0 && printed.length === 0) throw new Error(`${name} could not answer`);
  if (code !== 0) process.exitCode = 1;
  return Buffer.concat(printed).toString();
}
