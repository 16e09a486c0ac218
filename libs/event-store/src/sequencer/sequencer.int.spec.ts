import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Db } from 'mongodb';
import { Timestamp } from 'mongodb';
import { collectionsOf } from '../mongo/collections.ts';
import { mongoEventStore } from '../mongo/mongo-event-store.ts';
import type { EventStore, SequencedRange, Sequencer } from '../port.ts';
import { eventually, testDatabase, type TestDatabase } from '../testing/database.ts';
import { logFaults } from '../testing/log-faults.ts';
import { asked, aStream, aTenant, goalSet, progressed, sampleSchemas } from '../testing/sample.ts';
import { startWriter } from '../testing/writer.ts';
import { sequence } from './sequence.ts';
import { startSequencer } from './start-sequencer.ts';

// Generous: a busy machine is slow, not wrong.
jest.setTimeout(60_000);

describe('The sequencer', () => {
  let database: TestDatabase;
  let db: Db;
  let store: EventStore;
  let running: Sequencer[] = [];
  beforeEach(async () => {
    database = await testDatabase();
    db = database.db;
    store = mongoEventStore({ db, schemas: sampleSchemas });
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((sequencer) => sequencer.stop()));
    await database.drop();
  });
  const start = (over: Partial<Parameters<typeof startSequencer>[0]> = {}): Sequencer => {
    const sequencer = startSequencer({ db, owner: 'spec', leaseMs: 1000, ...over });
    running.push(sequencer);
    return sequencer;
  };
  const commit = async (facts = [goalSet()], stream = aStream()): Promise<string> => {
    const { head } = await store.load(aTenant, stream);
    const appended = await store.append(head, facts, asked());
    if (appended.outcome !== 'appended') throw new Error(appended.outcome);
    return appended.commit.id;
  };
  const has = (position: number) => eventually(async () => (await store.lastPosition()) >= position);

  it('numbers what was there before it and what comes after, and tells which positions it gave', async () => {
    const ranges: SequencedRange[] = [];
    await commit([goalSet(), progressed(1)]);
    await commit();
    const sequencer = start({ onSequenced: (range) => ranges.push(range) });
    await has(3);
    const stream = aStream();
    const late = await commit([goalSet(), progressed(2), progressed(3)], stream);
    await has(6);
    expect(await store.positionOf(aTenant, stream, late)).toBe(6);
    expect(ranges).toEqual([
      { from: 1, to: 3 },
      { from: 4, to: 6 },
    ]);
    expect(sequencer.status()).toMatchObject({ role: 'leading', lastPosition: 6, problem: '' });
    expect(await logFaults(db)).toEqual([]);
  });

  it('goes on from its token when it starts again, without a look at what it has', async () => {
    await commit();
    await start().stop();
    const points: string[] = [];
    start({ at: (point) => points.push(point) });
    await has(1);
    await commit();
    await commit();
    await has(3);
    await running.pop()?.stop();
    await commit();
    points.length = 0;
    start({ at: (point) => points.push(point) });
    await has(4);
    expect(points).not.toContain('swept');
    expect(await logFaults(db)).toEqual([]);
  });

  it('sweeps when the server cannot make anything of its token', async () => {
    for (let turn = 0; turn < 5; turn += 1) await commit();
    start();
    await has(5);
    await running.pop()?.stop();
    await commit([goalSet(), progressed(1)]);
    await commit();
    const { batches } = collectionsOf(db);
    await batches.updateMany({}, { $set: { token: { _data: 'deadbeef' } } });
    const points: string[] = [];
    start({ at: (point) => points.push(point) });
    await has(8);
    expect(points).toContain('swept');
    expect(await logFaults(db)).toEqual([]);
  });

  it('finishes the sweep that another one began', async () => {
    for (let turn = 0; turn < 4; turn += 1) await commit();
    start();
    await has(4);
    await running.pop()?.stop();
    for (let turn = 0; turn < 4; turn += 1) await commit();
    const { batches } = collectionsOf(db);
    const [last] = await batches.find().sort({ _id: -1 }).limit(1).toArray();
    const before = new Timestamp({ t: (last?.hi.t ?? 0) - 5, i: 1 });
    await batches.updateOne({ _id: last!._id }, { $unset: { token: '' }, $set: { ct: before } });
    start();
    await has(8);
    expect(await logFaults(db)).toEqual([]);
  });

  it('keeps the token of a quiet store fresh, and leaves it when there is a newer one', async () => {
    await commit();
    const collections = collectionsOf(db);
    const over = new AbortController();
    const goOn = () => !over.signal.aborted;
    const quiet = sequence({ db, collections, goOn, fence: () => 0, onSequenced: () => {}, idleSaveMs: 100 });
    await eventually(async () => (await collections.sequencer.findOne({ _id: 'idle' }))?.next === 2);
    over.abort();
    await quiet;
    for (let run = 0; run < 2; run += 1) {
      start();
      await commit();
      await has(2 + run);
      await running.pop()?.stop();
    }
    expect(await logFaults(db)).toEqual([]);
  });

  it('says how old the oldest commit without a position is, also where it does not lead', async () => {
    const sequencer = start();
    await commit();
    await has(1);
    await sequencer.stop();
    running = [];
    await commit();
    const { leases } = collectionsOf(db);
    await leases.updateOne(
      { _id: 'sequencer' },
      { $set: { owner: 'somebody who hangs', until: new Date(Date.now() + 3_600_000) } },
    );
    const standby = start();
    await eventually(() => standby.status().unsequencedAgeMs > 500);
    expect(standby.status()).toMatchObject({ role: 'standby', lastPosition: 1 });
    await leases.updateOne({ _id: 'sequencer' }, { $set: { until: new Date(0) } });
    await eventually(() => standby.status().role === 'leading' && standby.status().unsequencedAgeMs === 0);
    expect((await leases.findOne({ _id: 'sequencer' }))?.fence).toBe(2);
  });

  it('numbers thousands that piled up, from its token and by a sweep', async () => {
    await commit();
    start();
    await has(1);
    await running.pop()?.stop();
    const many = 2500;
    const pile = () => Promise.all(Array.from({ length: many }, () => commit()));
    await pile();
    start();
    await has(1 + many);
    await running.pop()?.stop();
    await pile();
    await collectionsOf(db).batches.updateMany({}, { $set: { token: { _data: 'deadbeef' } } });
    const points: string[] = [];
    start({ at: (point) => points.push(point) });
    await has(1 + 2 * many);
    const swept = () => points.filter((point) => point === 'swept');
    // A batch is there a moment before whoever wrote it says so.
    await eventually(() => swept().length >= 3);
    expect(swept()).toHaveLength(3);
    expect(await logFaults(db)).toEqual([]);
    const read = await store.readAll(900, 3000);
    expect(read.map(({ position }) => position)).toEqual(Array.from({ length: 3000 }, (_, index) => 901 + index));
  });

  it('stands still and says why while a commit lies there that another program wrote under an id of its own kind', async () => {
    await commit();
    const sequencer = start();
    await has(1);
    const foreign = { _id: 'commit-1', tenant: aTenant, stream: aStream(), versions: [1], ts: new Timestamp(0n) };
    const commits = db.collection<{ readonly _id: string }>('commits');
    await expect(commits.insertOne(foreign)).rejects.toThrow('Document failed validation');
    await commits.insertOne(foreign, { bypassDocumentValidation: true });
    await eventually(() => sequencer.status().role === 'failing');
    expect(sequencer.status().problem).toContain('Commit "commit-1" has an id that is no ObjectId');
    await commit();
    await commits.deleteOne({ _id: 'commit-1' });
    await has(2);
    await eventually(() => sequencer.status().role === 'leading' && sequencer.status().problem === '');
    expect(await logFaults(db)).toEqual([]);
  });

  it('hands over when it stops', async () => {
    const roles: string[] = [];
    const first = start({ owner: 'first', leaseMs: 30_000 });
    await eventually(() => first.status().role === 'leading');
    const second = start({ owner: 'second', leaseMs: 30_000, onRole: (role) => roles.push(role) });
    await commit();
    await has(1);
    expect(second.status().role).toBe('standby');
    const began = performance.now();
    await first.stop();
    await eventually(() => second.status().role === 'leading');
    // Long before the lease that it held would have run out.
    expect(performance.now() - began).toBeLessThan(15_000);
    await commit();
    await has(2);
    expect(roles).toEqual(['leading']);
  });

  it('gives each position once when three believe they lead and none has a lease', async () => {
    const writer = startWriter(store);
    const over = new AbortController();
    // Each steps back now and then, so that none wins all the time.
    const author = async (fence: number): Promise<void> => {
      while (!over.signal.aborted) {
        const goOn = () => !over.signal.aborted && Math.random() > 0.05;
        await sequence({ db, collections: collectionsOf(db), goOn, fence: () => fence, onSequenced: () => {} });
      }
    };
    const duel = [1, 2, 3].map(author);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await writer.stop();
    const facts = [...writer.acknowledged.values()].reduce((sum, n) => sum + n, 0);
    await has(facts);
    over.abort();
    await Promise.all(duel);
    expect(await logFaults(db, writer.acknowledged)).toEqual([]);
    const authors = await collectionsOf(db).batches.distinct('fence');
    expect(authors.length).toBeGreaterThan(1);
  });
});
