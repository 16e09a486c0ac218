import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { EventStore, Head } from '../port.ts';
import { testDatabase, type TestDatabase } from '../testing/database.ts';
import { asked, aStream, aTenant, progressed, sampleSchemas, summarized } from '../testing/sample.ts';
import { mongoEventStore } from './mongo-event-store.ts';

/** One short answer, and one long one that begins at the end again. */
const twoAnswers = 4 + 100;

// Generous: a busy machine is slow, not wrong.
jest.setTimeout(120_000);

describe('A stream of 10,000 facts on MongoDB', () => {
  let database: TestDatabase;
  let store: EventStore;
  let head: Head;
  beforeAll(async () => {
    database = await testDatabase();
    store = mongoEventStore({ db: database.db, schemas: sampleSchemas });
    ({ head } = await store.load(aTenant, aStream()));
    await append(10_000, 50);
    // What the server looks at is written down by itself.
    await database.db.setProfilingLevel('all');
  });
  afterAll(async () => {
    await database.db.setProfilingLevel('off');
    await database.drop();
  });

  const append = async (facts: number, each = 1): Promise<void> => {
    for (let value = 0; value < facts; value += each) {
      const some = Array.from({ length: each }, (_, index) => progressed(value + index));
      const appended = await store.append(head, some, asked());
      if (appended.outcome === 'appended') ({ head } = appended);
    }
  };
  /** Commits that the server read for what happened meanwhile. */
  const commitsReadFor = async (work: () => Promise<unknown>): Promise<number> => {
    const since = new Date();
    await work();
    const [sum] = await database.db
      .collection('system.profile')
      .aggregate<{ read: number }>([
        { $match: { ns: `${database.db.databaseName}.commits`, ts: { $gte: since } } },
        { $group: { _id: null, read: { $sum: '$docsExamined' } } },
      ])
      .toArray();
    return sum?.read ?? 0;
  };

  it('is not read to append to it', async () => {
    expect(await commitsReadFor(() => append(1))).toBe(0);
  });

  it('is read as far back as the last facts that are asked for', async () => {
    await append(100);
    let values: number[] = [];
    const read = await commitsReadFor(async () => {
      const { facts } = await store.loadLast(aTenant, head.stream, 100);
      values = facts.map(({ event }) => (event.data as { value: number }).value);
    });
    expect(values).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(read).toBeLessThanOrEqual(twoAnswers);
  });

  it('is read from its snapshot on', async () => {
    await store.keepSnapshot(head, 'sum', { total: 1 });
    await append(5);
    expect(await commitsReadFor(() => store.loadFromSnapshot(aTenant, head.stream, 'sum'))).toBe(6);
  });

  it('believes no snapshot of a history that a restored backup does not have', async () => {
    const { head: before } = await store.load(aTenant, head.stream);
    const lost = await store.append(before, [progressed(1)], asked());
    if (lost.outcome !== 'appended') throw new Error(lost.outcome);
    await store.keepSnapshot(lost.head, 'sum', { total: 2 });
    expect((await store.loadFromSnapshot(aTenant, head.stream, 'sum')).snapshot?.version).toBe(lost.head.version);
    await database.db.collection('commits').deleteOne({ 'command.id': { $exists: true }, versions: lost.head.version });
    expect((await store.loadFromSnapshot(aTenant, head.stream, 'sum')).snapshot).toBeUndefined();
    head = before;
    await append(1);
    const { facts, snapshot } = await store.loadFromSnapshot(aTenant, head.stream, 'sum');
    expect([snapshot, facts.length]).toEqual([undefined, head.version]);
  });

  it('believes no snapshot that was changed by hand', async () => {
    const snapshots = database.db.collection<{ _id: string }>('snapshots');
    await snapshots.deleteMany({});
    await store.keepSnapshot(head, 'sum', { total: 1 });
    const whole = async () => {
      const { facts, snapshot } = await store.loadFromSnapshot(aTenant, head.stream, 'sum');
      return snapshot === undefined && facts.length === head.version;
    };
    const changes = [
      { state: '{"total":2}' },
      { version: 10_000 },
      { version: 20_000 },
      { commit: '0123456789abcdef01234567' },
    ];
    for (const change of changes) {
      const _id = `${aTenant}|${head.stream}|sum`;
      const before = await snapshots.findOneAndUpdate({ _id }, { $set: change });
      expect(await whole()).toBe(true);
      await snapshots.replaceOne({ _id }, before ?? {});
      expect(await whole()).toBe(false);
    }
  });

  it('is read from its summary on', async () => {
    const summed = await store.append(head, [summarized(1)], asked());
    if (summed.outcome === 'appended') ({ head } = summed);
    await append(5);
    expect(await commitsReadFor(() => store.loadFromSummary(aTenant, head.stream))).toBeLessThanOrEqual(twoAnswers);
    expect((await store.loadFromSummary(aTenant, head.stream)).facts).toHaveLength(6);
  });
});
