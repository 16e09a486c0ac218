import { afterEach, expect, it, jest } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Timestamp, type Db } from 'mongodb';
import { collectionsOf } from '../mongo/collections.ts';
import { mongoEventStore } from '../mongo/mongo-event-store.ts';
import { eventually, testDatabase } from '../testing/database.ts';
import { logFaults } from '../testing/log-faults.ts';
import { sampleSchemas } from '../testing/sample.ts';
import { startWriter } from '../testing/writer.ts';
import { startSequencer } from './start-sequencer.ts';

// Generous: a busy machine is slow, not wrong.
jest.setTimeout(180_000);

/** At fault points one after the other; every fourth is forced to sweep first. */
const kills = 20;

const script = new URL('../testing/sequencer-process.ts', import.meta.url).pathname;
const undo: (() => unknown)[] = [];
// Also when the spec failed: what it left running would spoil those that come after it.
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

const sequencerProcess = (db: Db, point = 'never', times = 0): ChildProcess => {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@telemachy/source',
      '--disable-warning=ExperimentalWarning',
      script,
      db.databaseName,
      point,
      `${times}`,
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  undo.push(() => child.kill('SIGKILL'));
  return child;
};

/** As after a loss of the token: everything since a little earlier must be looked for. */
const loseToken = async (db: Db): Promise<void> => {
  const { batches, sequencer } = collectionsOf(db);
  const [last] = await batches.find().sort({ _id: -1 }).limit(1).toArray();
  await sequencer.deleteOne({ _id: 'idle' });
  if (last === undefined) return;
  const ct = new Timestamp({ t: last.ct.t - 2, i: 0 });
  await batches.updateOne({ _id: last._id }, { $unset: { token: '' }, $set: { ct } });
};

it('A sequencer that is killed or stalled at any point loses no commit, numbers none twice and leaves no hole', async () => {
  const { db, drop } = await testDatabase();
  undo.push(drop);
  const store = mongoEventStore({ db, schemas: sampleSchemas });
  const writer = startWriter(store);
  undo.push(() => writer.stop().catch(() => undefined));
  const deaths: string[] = [];
  const points = ['begun', 'read', 'appended', 'swept'] as const;
  for (let kill = 0; kill < kills; kill += 1) {
    const point = points[kill % points.length] as (typeof points)[number];
    if (point === 'swept') await loseToken(db);
    const child = sequencerProcess(db, point, point === 'read' || point === 'appended' ? 1 + kill * 2 : 1);
    const [, signal] = (await once(child, 'exit')) as [unknown, string];
    deaths.push(`${point} ${signal}`);
  }
  expect(deaths).toHaveLength(kills);
  expect(deaths.every((death) => death.endsWith('SIGKILL'))).toBe(true);

  // Two at once; the one that leads is stopped beyond its lease and woken when the other one has taken over.
  let leader = sequencerProcess(db);
  for (let stall = 0; stall < 2; stall += 1) {
    // Before there is another one: the lease of a process that was killed falls to whoever asks first.
    await eventually(async () => (await leaderOf(db)) === leader.pid);
    const heir = sequencerProcess(db);
    leader.kill('SIGSTOP');
    await eventually(async () => (await leaderOf(db)) === heir.pid, 8000);
    const position = await store.lastPosition();
    await eventually(async () => (await store.lastPosition()) > position);
    leader.kill('SIGCONT');
    await eventually(async () => (await store.lastPosition()) > position + 50);
    leader.kill('SIGKILL');
    leader = heir;
  }
  leader.kill('SIGKILL');

  await writer.stop();
  const last = startSequencer({ db, owner: 'spec', leaseMs: 1000 });
  const facts = [...writer.acknowledged.values()].reduce((sum, n) => sum + n, 0);
  await eventually(async () => (await store.lastPosition()) >= facts, 15_000);
  await last.stop();

  expect(await logFaults(db, writer.acknowledged)).toEqual([]);
  const read = await store.readAll(0, facts + 1);
  expect(read.map(({ position }) => position)).toEqual(Array.from({ length: facts }, (_, index) => index + 1));
  expect(await collectionsOf(db).batches.countDocuments({ token: { $exists: false } })).toBeGreaterThan(4);
});

const leaderOf = async (db: Db): Promise<number> => {
  const lease = await collectionsOf(db).leases.findOne({ _id: 'sequencer' });
  return lease === null || lease.until < new Date() ? 0 : Number(/^process (\d+)/.exec(lease.owner)?.[1]);
};
