import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { artefactFolders, platformKey, readPins, repositoryRoot } from './bootstrap/artefacts.mjs';
import { capture } from './bootstrap/capture.mjs';
import { killAllGuarded, startGuarded, stopAllGuarded } from './bootstrap/guarded-process.mjs';
import { oneAtATime } from './bootstrap/process-lock.mjs';
import { faultOf } from './src/fault.ts';
import { startInfrastructure } from './src/infrastructure.ts';
import { buildLock } from './src/platform/build.ts';
import { portsFrom } from './src/ports.ts';
import { stopWhenAsked } from './src/supervision.ts';
import { understood } from './src/understood.ts';

// `npm run bench`: builds, installs the peers, and measures on servers of its own (free ports, a folder that is removed).
await understood('bench/arguments.ts', process.argv.slice(2));
const bench = join(repositoryRoot, 'test', 'bench');
const peers = join(bench, 'peers');
const dataDir = await mkdtemp(join(tmpdir(), 'telemachy-bench-'));
// The results have stdout for themselves.
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const tidy = async (): Promise<void> => {
  await stopAllGuarded();
  await rm(dataDir, { recursive: true, force: true });
};
stopWhenAsked(async (why) => {
  tell(`stopping (${why}) …`);
  await tidy();
}, killAllGuarded);

try {
  await oneAtATime(buildLock, build);
  await installPeers();
  const { mongoUri, kafkaBrokers } = await startInfrastructure({
    dataDir,
    purpose: 'bench',
    ports: portsFrom({}),
    say: tell,
  });
  const kafkaJars = artefactFolders(readPins(), platformKey(), process.env)?.kafka;
  const env = {
    ...process.env,
    MONGODB_URI: mongoUri,
    KAFKA_BROKERS: kafkaBrokers.join(','),
    TELEMACHY_KAFKA_JARS: process.env['TELEMACHY_KAFKA_JARS'] ?? kafkaJars,
  };
  const flags = ['--disable-warning=TimeoutNegativeWarning'];
  const run = await startGuarded(
    'bench',
    process.execPath,
    [...flags, join(bench, 'dist', 'main.js'), ...process.argv.slice(2)],
    { cwd: repositoryRoot, env, stdout: 'inherit', stderr: 'inherit' },
  );
  process.exitCode = await run.exited;
} catch (error) {
  tell(faultOf(error));
  process.exitCode = 1;
}
await tidy();
process.exit();

async function build(): Promise<void> {
  const tsc = join(repositoryRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const projects = [bench, join(repositoryRoot, 'services', 'goals')];
  const { code, output } = await capture(process.execPath, [tsc, '-b', '--noCheck', ...projects], {
    cwd: repositoryRoot,
  });
  if (code !== 0) throw new Error(`the benchmark does not compile:\n${output}`);
}

/** Without them the benchmark runs, and says which rows it could not measure. */
async function installPeers(): Promise<void> {
  const listed = await capture('npm', ['ls', '--prefix', peers, '--depth=0'], { cwd: peers });
  if (listed.code === 0) return;
  const { code, output } = await capture('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: peers });
  if (code !== 0) tell(`the peers cannot be installed, so their rows are not run:\n${output}`);
}
