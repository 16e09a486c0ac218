import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from './bootstrap/artefacts.mjs';
import { killAllGuarded, stopAllGuarded } from './bootstrap/guarded-process.mjs';
import { oneAtATime } from './bootstrap/process-lock.mjs';
import { begun, say } from './bootstrap/progress.mjs';
import { fuzz } from './fuzz/fuzz.ts';
import { installSchemathesis, PythonTooOld } from './fuzz/install.ts';
import { tableOf } from './fuzz/report.ts';
import { runCheck, staticChecks } from './src/checks.ts';
import { faultOf } from './src/fault.ts';
import { startInfrastructure } from './src/infrastructure.ts';
import { createTopics } from './src/kafka-admin.ts';
import { buildLock } from './src/platform/build.ts';
import { choosePorts, startPlatform } from './src/platform/platform.ts';
import { platformFileOf, readPlatformFile } from './src/platform/platform-file.ts';
import { builtServices, topics } from './src/platform/programs.ts';
import { topicPartitions } from './src/platform/topic-partitions.ts';
import { portsFrom } from './src/ports.ts';
import { stopWhenAsked } from './src/supervision.ts';
import { specLanes } from './src/testing/lanes.ts';
import { runSpecs } from './src/testing/run-specs.ts';

// `npm test`: everything, on servers of its own (free ports, a folder that is removed), so it runs beside a platform or another run.
const dataDir = await mkdtemp(join(tmpdir(), 'telemachy-test-'));
/** A part of what `npm run fuzz` asks, since everything must be over in 20 minutes. */
const fuzzSeconds = 75;
const total = { passed: 0, failed: 0, skipped: 0 };
const tidy = async () => {
  await stopAllGuarded();
  await rm(dataDir, { recursive: true, force: true });
};
stopWhenAsked(async (why) => {
  say(`stopping (${why}) …`);
  await tidy();
}, killAllGuarded);

const ports = portsFrom({});
const servers = startInfrastructure({ dataDir, purpose: 'test', ports, say });
servers.catch(() => {}); // told where the servers are needed

try {
  // One keeps a processor busy, the other most of one.
  await Promise.all([checks(), specs('unit specs', ['--selectProjects', 'unit', '--runInBand'], async () => ({}))]);
  await Promise.all(
    specLanes(repositoryRoot).map((folders, lane) =>
      specs(
        `integration specs, lane ${lane + 1}`,
        [
          '--selectProjects',
          'int',
          '--runInBand',
          '--roots',
          ...folders,
          ...without('/test/journeys/', '/test/chaos/faults'),
        ],
        serverEnv,
      ),
    ),
  );
  // Three mongods, a Kafka and four services under load leave nothing for others.
  await specs('faults', ['--selectProjects', 'int', '--runInBand', 'test/chaos/faults'], serverEnv);
  await specs('journeys', ['--selectProjects', 'int', '--runInBand', 'test/journeys'], platformEnv);
  await fuzzed();
} catch (error) {
  say(`FAILED: ${faultOf(error)}`);
  count({ failed: 1 });
}
await tidy();

if (total.skipped > 0) say(`${total.skipped} skipped`);
say(`everything took ${((Date.now() - begun) / 1000).toFixed(0)} s`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

/** What must hold before a commit; each counts as one. */
async function checks(): Promise<void> {
  for (const check of staticChecks) {
    const run = () => runCheck(check, repositoryRoot);
    const { name, passed, seconds, output } = await (check.name === 'types' ? oneAtATime(buildLock, run) : run());
    count(passed ? { passed: 1 } : { failed: 1 });
    say(`${passed ? 'ok    ' : 'FAILED'} ${name} in ${seconds.toFixed(1)} s`);
    if (!passed) console.log(output.trimEnd());
  }
}

/** Runs specs once what they need is there; what they need and cannot get counts as one failure. */
async function specs(what: string, selection: readonly string[], surroundings: () => Promise<Record<string, string>>) {
  say(`${what} …`);
  try {
    const env = await surroundings();
    count(await runSpecs(selection, env, join(dataDir, `results of ${what}.json`)));
  } catch (error) {
    say(`FAILED ${what}: ${faultOf(error)}`);
    count({ failed: 1 });
  }
}

async function serverEnv(): Promise<Record<string, string>> {
  const { mongoUri, kafkaBrokers } = await servers;
  return { MONGODB_URI: mongoUri, KAFKA_BROKERS: kafkaBrokers.join(',') };
}

/** The four services, running beside their specs' servers under their own database names. */
async function platformEnv(): Promise<Record<string, string>> {
  const infrastructure = await servers;
  await createTopics(infrastructure.kafkaBrokers, topics, topicPartitions(process.env, infrastructure.provider));
  const platformPorts = await choosePorts(ports, 'test', say);
  // The fuzzer asks with one token as a thousand people would; the services inherit this.
  process.env['TELEMACHY_RATE_LIMITS'] ??= 'off';
  await startPlatform({ dataDir, ports: platformPorts, services: builtServices, infrastructure, say });
  return { ...(await serverEnv()), TELEMACHY_PLATFORM: platformFileOf(dataDir) };
}

/** A short run of the fuzzer against the platform of the journeys: each service, as each who asks it, counts as one. */
async function fuzzed(): Promise<void> {
  say(`fuzzing for ${fuzzSeconds} s …`);
  try {
    const [schemathesis, platform] = await Promise.all([
      installSchemathesis(process.env),
      readPlatformFile({ TELEMACHY_PLATFORM: platformFileOf(dataDir) }),
    ]);
    const folder = await mkdtemp(join(dataDir, 'fuzz-'));
    const { tallies, failures } = await fuzz({ platform, schemathesis, folder, seconds: fuzzSeconds, seed: 1, say });
    for (const { failures: found } of tallies) count(found === 0 ? { passed: 1 } : { failed: 1 });
    for (const told of failures) console.log(`\n${told}`);
    say(`fuzzing: done\n${tableOf(tallies)}`);
  } catch (error) {
    if (!(error instanceof PythonTooOld)) throw error;
    say(`the fuzzer is left out: ${error.message}`);
    count({ skipped: 1 });
  }
}

function without(...folders: readonly string[]): string[] {
  return ['--testPathIgnorePatterns', ...folders, '/dist/'];
}

function count(counts: { passed?: number; failed?: number; skipped?: number }): void {
  total.passed += counts.passed ?? 0;
  total.failed += counts.failed ?? 0;
  total.skipped += counts.skipped ?? 0;
}
