import { collectionOf } from '@telemachy/projections';
import { audit } from './audit/audit.ts';
import { readAudit } from './audit/read-audit.ts';
import { isWhole } from './audit/verify-audit.ts';
import { backup } from './backup/backup.ts';
import { readBackupStep } from './backup/read-backup.ts';
import { forget } from './forget/forget.ts';
import { readForgetStep } from './forget/read-forget.ts';
import { type Installation, openInstallation } from './installation.ts';
import { keys } from './keys/keys.ts';
import { readKeys } from './keys/read-keys.ts';
import { foldedBy, readFacts } from './park/folded-by.ts';
import { park } from './park/park.ts';
import { readPark } from './park/read-park.ts';
import { readRebuild } from './rebuild/read-rebuild.ts';
import { rebuild } from './rebuild/rebuild.ts';
import type { Registration } from './registration.ts';
import { replayed } from './replayed.ts';
import { readRestoreStep } from './restore/read-restore.ts';
import { restore } from './restore/restore.ts';
import { exportTombstones, readTombstonesAsked } from './restore/tombstones.ts';
import { status } from './status.ts';
import { readTopicStep } from './topic/read-topic.ts';
import { topic } from './topic/topic.ts';
import { rebuildClaimsOf } from './verify/rebuild-claims-of.ts';
import { isWell, verify } from './verify/verify.ts';

type Verb = (args: readonly string[], registration: Registration, installation: Installation) => Promise<void>;

const verbs: Readonly<Record<string, Verb>> = {
  park: async (args, registration, installation) => print(await park(registration, installation, readPark(args))),
  'folded-by': async (_, registration, installation) =>
    print(await foldedBy(registration, installation, await readFacts(process.stdin))),
  status: async (_, registration, installation) => print(await status(registration, installation)),
  verify: async (_, registration, installation) => {
    const verified = await verify(registration, installation);
    if (!isWell(verified)) process.exitCode = 1;
    print(verified);
  },
  claims: async (_, registration, installation) => {
    const rebuilt = await rebuildClaimsOf(registration, installation);
    if (!rebuilt.equal) process.exitCode = 1;
    print(rebuilt);
  },
  audit: async (args, registration, installation) => {
    const answer = await audit(registration, installation, readAudit(args));
    if (answer.did === 'verify' && !answer.chains.every(isWhole)) process.exitCode = 1;
    print(answer);
  },
  keys: async (args, registration, installation) => print(await keys(registration, installation, readKeys(args))),
  replay: replayed,
  backup: async (args, registration, installation) =>
    print(await backup(registration, installation, readBackupStep(args), process.stdin)),
  restore: async (args, registration, installation) =>
    print(await restore(registration, installation, readRestoreStep(args), process.stdin)),
  forget: async (args, registration, installation) =>
    print(await forget(registration, installation, readForgetStep(args), process.stdin)),
  tombstones: async (args, _, installation) => print(await exportTombstones(installation, readTombstonesAsked(args))),
  topic: async (args, registration, installation) =>
    print(await topic(registration, installation, readTopicStep(args), untilInterrupted())),
  rebuild: async (args, registration, installation) => {
    const rebuilt = await rebuild(registration, installation, { ...readRebuild(args), signal: untilInterrupted() });
    if (!rebuilt.live) process.exitCode = 1;
    print(rebuilt);
  },
};

/**
 * The operator's command for one service: prints one JSON object on standard output (`replay`: one a line), progress on standard error.
 * Exit code 0 only when what was asked for holds.
 */
export const runOps = async (registration: Registration, argv = process.argv.slice(2)): Promise<void> => {
  const [verb = '', ...rest] = argv;
  if (verb === 'describe') return print(describe(registration));
  const run = verbs[verb];
  if (run === undefined) return fail(`usage: <service> ${['describe', ...Object.keys(verbs)].join(' | ')}`);
  let installation: Installation | undefined;
  try {
    // eslint-disable-next-line no-restricted-syntax -- here the operator's process begins
    installation = await openInstallation(process.env);
    await run(rest, registration, installation);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  } finally {
    await installation?.close();
  }
};

/** Ctrl-C ends what is under way in good order. */
const untilInterrupted = (): AbortSignal => {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => interrupted.abort(new Error('stopped; the same command goes on where it was')));
  return interrupted.signal;
};

const describe = ({ service, processes = [] }: Registration) => ({
  service: service.name,
  readModels: service.projections.map(({ projection }) => ({
    name: collectionOf(projection),
    hears: projection.hears,
  })),
  processes: processes.map((process) => ({ name: collectionOf(process), hears: process.hears })),
});

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

const fail = (why: string): void => {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
};
