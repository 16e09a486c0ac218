import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killAllGuarded, stopAllGuarded } from './bootstrap/guarded-process.mjs';
import { say, withProgress } from './bootstrap/progress.mjs';
import { fuzz } from './fuzz/fuzz.ts';
import { installSchemathesis } from './fuzz/install.ts';
import { tableOf } from './fuzz/report.ts';
import { command, misused } from './src/command.ts';
import { buildServices } from './src/platform/build.ts';
import { readPlatformFile, type PlatformFile } from './src/platform/platform-file.ts';
import { builtServices } from './src/platform/programs.ts';
import { runPlatform } from './src/platform/run-platform.ts';
import { stopWhenAsked } from './src/supervision.ts';

// `npm run fuzz`: schemathesis against the four services, on a platform of its own (free ports, a folder that is removed) or on the running one.
const inAll = { usual: 240, long: 3600 } as const;

await command('fuzz', async ({ seconds, long, seed, running }) => {
  if (long && seconds !== undefined) throw misused('fuzz', '--long says how long already; leave out --seconds');
  const dataDir = await mkdtemp(join(tmpdir(), 'telemachy-fuzz-'));
  const tidy = async (): Promise<void> => {
    await stopAllGuarded();
    await rm(dataDir, { recursive: true, force: true });
  };
  stopWhenAsked(async (why) => {
    say(`stopping (${why}) …`);
    await tidy();
  }, killAllGuarded);
  try {
    const [schemathesis, platform] = await Promise.all([
      withProgress('schemathesis', () => installSchemathesis(process.env)),
      running ? readPlatformFile(process.env) : ownPlatform(dataDir),
    ]);
    const folder = join(dataDir, 'fuzz');
    await mkdir(folder, { recursive: true });
    const limit = Number(seconds ?? (long ? inAll.long : inAll.usual));
    say(`asking for ${limit} s, seed ${seed} …`);
    const { tallies, failures } = await fuzz({
      platform,
      schemathesis,
      folder,
      seconds: limit,
      seed: Number(seed),
      say,
    });
    for (const told of failures) console.log(`\n${told}`);
    console.log(`\n${tableOf(tallies)}`);
    if (tallies.some((tally) => tally.failures > 0)) process.exitCode = 1;
  } finally {
    await tidy();
  }
});
process.exit();

async function ownPlatform(dataDir: string): Promise<PlatformFile> {
  const progress = withProgress;
  // One token asks as a thousand people would; the services inherit this. That 429 is answered has specs of its own.
  process.env['TELEMACHY_RATE_LIMITS'] ??= 'off';
  const { platform } = await runPlatform({
    dataDir,
    purpose: 'test',
    services: builtServices,
    build: () => progress('build', buildServices),
    progress,
    say,
  });
  return platform.file;
}
