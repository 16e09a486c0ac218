import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { StoreUnavailable } from '../errors.ts';
import type { EventStore } from '../port.ts';
import { startSequencer } from '../sequencer/start-sequencer.ts';
import { brokenLine, type BrokenLine } from '../testing/broken-line.ts';
import { eventually, testDatabase, type TestDatabase } from '../testing/database.ts';
import { aCommand, asked, aStream, aTenant, goalSet, sampleSchemas } from '../testing/sample.ts';
import { mongoEventStore } from './mongo-event-store.ts';

// Generous: a busy machine is slow, not wrong.
jest.setTimeout(60_000);

describe('The store on MongoDB, when the line to the database breaks,', () => {
  let database: TestDatabase;
  let line: BrokenLine;
  let client: MongoClient;
  let store: EventStore;
  beforeAll(async () => {
    database = await testDatabase();
    line = await brokenLine(process.env['MONGODB_URI'] ?? '');
    client = await MongoClient.connect(line.uri, { serverSelectionTimeoutMS: 500, heartbeatFrequencyMS: 500 });
    store = mongoEventStore({ db: client.db(database.db.databaseName), schemas: sampleSchemas, patienceMs: 1500 });
  });
  afterAll(async () => {
    await client.close();
    await line.close();
    await database.drop();
  });

  const unavailable = async (work: Promise<unknown>): Promise<void> => {
    const error: unknown = await work.then(
      () => 'answered',
      (fault: unknown) => fault,
    );
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect((error as StoreUnavailable).retryAfterSeconds).toBeGreaterThan(0);
  };

  it.each(['cut', 'hang'] as const)(
    'says that it is unavailable (%s), and answers again when it is mended',
    async (fault) => {
      const { head } = await store.load(aTenant, aStream());
      const claims = [{ kind: 'take', claim: `outage/${fault}` }] as const;
      const [plain, claimed] = [asked(), asked({ claims })];
      line[fault]();
      await Promise.all([
        unavailable(store.load(aTenant, head.stream)),
        unavailable(store.append(head, [goalSet()], plain)),
        unavailable(store.append(head, [goalSet()], claimed)),
        unavailable(store.commitOf(aTenant, head.stream, aCommand())),
        unavailable(store.readAll(0, 10)),
        unavailable(store.lastPosition()),
      ]);
      line.mend();
      await eventually(() =>
        store.load(aTenant, head.stream).then(
          () => true,
          () => false,
        ),
      );
      const { facts } = await store.load(aTenant, head.stream);
      // What nobody heard of may still come in, and be quicker once more.
      await eventually(async () => {
        const { head: now } = await store.load(aTenant, head.stream);
        return ['appended', 'repeated'].includes((await store.append(now, [goalSet()], plain)).outcome);
      });
      expect((await store.load(aTenant, head.stream)).facts.length).toBeGreaterThan(facts.length - 1);
    },
  );

  it('does an append once whose answer was lost', async () => {
    const outcomes: string[] = [];
    for (let turn = 0; turn < 10; turn += 1) {
      const { head } = await store.load(aTenant, aStream());
      const request = asked({ claims: turn % 2 === 0 ? [] : [{ kind: 'take', claim: `lost/${turn}` }] });
      const first = store.append(head, [goalSet()], request);
      await new Promise((resolve) => setTimeout(resolve, turn % 5));
      line.cut();
      outcomes.push(
        await first.then(
          ({ outcome }) => outcome,
          () => 'unknown',
        ),
      );
      line.mend();
      await eventually(async () => {
        try {
          const { head: now } = await store.load(aTenant, head.stream);
          return ['appended', 'repeated'].includes((await store.append(now, [goalSet()], request)).outcome);
        } catch (error) {
          if (error instanceof StoreUnavailable) return false;
          throw error;
        }
      });
      expect((await store.load(aTenant, head.stream)).facts).toHaveLength(1);
    }
    expect(outcomes).toContain('unknown');
  });

  it('lets the sequencer go on by itself afterwards', async () => {
    const sequencer = startSequencer({ db: client.db(database.db.databaseName), owner: 'spec', leaseMs: 1000 });
    await eventually(() => sequencer.status().role === 'leading');
    line.cut();
    await eventually(() => sequencer.status().problem !== '');
    expect(sequencer.status().role).not.toBe('leading');
    line.mend();
    await eventually(() =>
      store.load(aTenant, aStream()).then(
        () => true,
        () => false,
      ),
    );
    const { head } = await store.load(aTenant, aStream());
    await store.append(head, [goalSet()], asked());
    const stored = await database.db.collection('commits').countDocuments();
    await eventually(async () => (await store.lastPosition()) === stored);
    await eventually(() => sequencer.status().role === 'leading' && sequencer.status().problem === '');
    await sequencer.stop();
  });
});

describe('The prepared database', () => {
  it('refuses a document without a tenant, whoever writes it', async () => {
    const { db, drop } = await testDatabase();
    for (const name of ['commits', 'claims', 'ledgers']) {
      await expect(db.collection(name).insertOne({ stream: 'x', owner: 'x', versions: [1] })).rejects.toThrow(
        'Document failed validation',
      );
    }
    await drop();
  });
});
