import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { answersTo, printed, readCommand, usage, type Ask, type Command } from '@telemachy/ops';
import { repositoryRoot } from './bootstrap/artefacts.mjs';
import { command, Misuse } from './src/command.ts';
import { readPlatformFile, serviceNames } from './src/platform/platform-file.ts';

// `npm run ops -- [service] <verb> [options]`: calls each service's own entry, joins what they answer, and prints it.
await command('ops', async (_, args) => {
  if (args.includes('--help') || args.includes('-h')) return console.log(usage);
  const asked = understood(args);
  const servers = await serversOf(process.env);
  const answers = await answersTo(asked, entriesOn(servers, asked.streams), serviceNames);
  const told = printed(asked, answers);
  if (told.text !== '') console.log(told.text);
  if (!told.holds) process.exitCode = 1;
});

function understood(args: readonly string[]): Command {
  try {
    return readCommand(args, serviceNames);
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}

/** Those that the environment names, else those of the running platform. */
async function serversOf(env: NodeJS.ProcessEnv): Promise<Readonly<Record<string, string>>> {
  if (env['MONGODB_URI']) return {};
  const { mongoUri, kafkaBrokers, auditKeyFile, masterKeyFile } = await readPlatformFile(env);
  // Whose key is named in the environment, that one counts.
  const key = env['TELEMACHY_AUDIT_KEY']
    ? {}
    : { TELEMACHY_AUDIT_KEY_FILE: env['TELEMACHY_AUDIT_KEY_FILE'] || auditKeyFile };
  const masters =
    env['TELEMACHY_MASTER_KEY'] || env['TELEMACHY_MASTER_KEY_FILE'] ? {} : { TELEMACHY_MASTER_KEY_FILE: masterKeyFile };
  return { MONGODB_URI: mongoUri, KAFKA_BROKERS: kafkaBrokers.join(','), ...key, ...masters };
}

/** Runs the entries of services. @param streams whether their output goes straight on */
function entriesOn(servers: Readonly<Record<string, string>>, streams: boolean): Ask {
  return async (service, words, input) => {
    const entry = join(repositoryRoot, 'services', service, 'dist', 'ops.js');
    if (!existsSync(entry)) throw new Error('the services are not built yet: npm start does it, or npm run build');
    const child = spawn(process.execPath, [entry, ...words], {
      env: { ...process.env, ...servers },
      stdio: [input === undefined ? 'ignore' : 'pipe', streams ? 'inherit' : 'pipe', 'inherit'],
    });
    child.stdin?.end(input);
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.stdin?.on('error', reject);
      child.on('close', resolve);
    });
    if (code !== 0) process.exitCode = code ?? 1;
    const text = Buffer.concat(chunks).toString().trim();
    return text === '' ? [] : [JSON.parse(text) as unknown];
  };
}
