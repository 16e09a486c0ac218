import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { printed, readCommand, usage, type Command } from '@telemachy/ops';
import { repositoryRoot } from './bootstrap/artefacts.mjs';
import { readPlatformFile, serviceNames } from './src/platform/platform-file.ts';

// `npm run ops -- [service] <verb> [options]`: calls each service's own entry, joins what they answer, and prints it.
const platform = await readPlatformFile(process.env);
const env = { ...process.env, MONGODB_URI: process.env['MONGODB_URI'] ?? platform?.mongoUri ?? '' };
try {
  const command = readCommand(process.argv.slice(2), serviceNames);
  if (env.MONGODB_URI === '')
    throw new Error('no running platform was found: npm start, or name the database in MONGODB_URI');
  const answers = await Promise.all(command.services.map((service) => ask(service, command)));
  const told = printed(command, answers.flat());
  if (told.text !== '') console.log(told.text);
  if (!told.holds) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (process.argv.length <= 2) console.error(usage);
  process.exitCode = 1;
}

/** Runs one service's entry. @returns the object it printed; nothing where its output goes straight on */
async function ask(service: string, { verb, args, streams }: Command): Promise<readonly unknown[]> {
  const entry = join(repositoryRoot, 'services', service, 'dist', 'ops.js');
  const child = spawn(process.execPath, [entry, verb, ...args], {
    env,
    stdio: ['ignore', streams ? 'inherit' : 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) process.exitCode = 1;
  const text = Buffer.concat(chunks).toString().trim();
  return text === '' ? [] : [JSON.parse(text) as unknown];
}
