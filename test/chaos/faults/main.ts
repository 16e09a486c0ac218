import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildServices, faultOf, fetchedPrograms, killAllGuarded, stopWhenAsked } from '@telemachy/infra/testing';
import { chosen, type Chosen } from './arguments.ts';
import { commitsOf } from './checks/commands-kept.ts';
import { atRest } from './checks/progress.ts';
import type { Fault } from './fault.ts';
import { faults } from './faults.ts';
import { entriesOf } from './ledger/ledger.ts';
import { lineOf, printed, type FaultReport, type Report } from './report.ts';
import { runFault } from './run-fault.ts';
import { startStage } from './stage/stage.ts';

// npm run chaos -- [--all] [--only F3,F7] [--seed N] [--client kafkajs|platformatic] [--json]: the faults on real servers.
const began = performance.now();
const seconds = (): number => (performance.now() - began) / 1000;
// The results have stdout for themselves.
const say = (line: string): void => void process.stderr.write(`${seconds().toFixed(1).padStart(6)} s  ${line}\n`);

const asked = read();
const wanted = faults.filter(({ name, push }) =>
  asked.only.length > 0 ? asked.only.includes(name) : asked.all || push === true,
);
const dataDir = await mkdtemp(join(tmpdir(), 'telemachy-chaos-'));
const tidy = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
stopWhenAsked(async (why) => {
  say(`stopping (${why}) …`);
  killAllGuarded();
  await tidy();
}, killAllGuarded);

const programs = fetchedPrograms();
if (programs === undefined) {
  say('no fault can be made: the pinned Kafka and MongoDB are not fetched; npm run chaos does it where they can run');
  process.exit(1);
}
try {
  const report = await run(asked, wanted, programs);
  console.log(asked.json ? JSON.stringify(report) : printed(report));
  process.exitCode = report.violations + report.over === 0 ? 0 : 1;
  if (report.violations === 0) await tidy();
  else say(`what was written is kept in ${dataDir}`);
} catch (error) {
  say(`${faultOf(error)}\nwhat was written is kept in ${dataDir}`);
  process.exitCode = 1;
}
killAllGuarded();
process.exit();

function read(): Chosen {
  try {
    return chosen(
      process.argv.slice(2),
      faults.map(({ name }) => name),
    );
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}

async function run(
  { all, seed, client, plant }: Chosen,
  which: readonly Fault[],
  servers: NonNullable<ReturnType<typeof fetchedPrograms>>,
): Promise<Report> {
  await buildServices();
  say('the services are built');
  const stage = await startStage({ programs: servers, dataDir, client, planted: plant, say });
  await atRest(stage);
  const before = await commitsOf(stage);
  const known = new Set<string>();
  const reports: FaultReport[] = [];
  for (const [place, fault] of which.entries()) {
    // A push has no time for it after each: then the last one also tells of those before it.
    const readModels = all || place === which.findLastIndex(({ needs }) => needs?.(stage) === undefined);
    say(`${fault.name}: ${fault.what} …`);
    const report = await runFault(fault, { stage, seed, all, before, readModels, known, say });
    reports.push(report);
    say(`${lineOf(report)} in ${Math.round(report.seconds)} s`);
    for (const violation of report.violations.slice(0, 5)) say(`  ! ${violation}`);
  }
  const commands = entriesOf(dataDir).length;
  await stage.stop();
  return {
    seed,
    client,
    faults: reports,
    violations: reports.reduce((sum, { violations }) => sum + violations.length, 0),
    over: reports.filter(({ bound }) => bound?.holds === false).length,
    notRun: reports.filter(({ notRun }) => notRun !== undefined).length,
    commands,
    seconds: seconds(),
  };
}
