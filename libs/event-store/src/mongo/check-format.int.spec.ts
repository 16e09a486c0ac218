import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MongoClient, type Db } from 'mongodb';
import { prepareEventStore } from './prepare-event-store.ts';
import { whyNoPrimary } from './check-server.ts';

// Generous: a busy machine is slow, not wrong.
jest.setTimeout(60_000);

describe('The format of a database', () => {
  let client: MongoClient;
  const made: Db[] = [];
  beforeAll(async () => {
    client = await MongoClient.connect(process.env['MONGODB_URI'] ?? '');
  });
  afterAll(async () => {
    await Promise.all(made.map((db) => db.dropDatabase()));
    await client.close();
  });
  const aDatabase = (): Db => {
    const db = client.db(`test_event_store_${randomBytes(4).toString('hex')}`);
    made.push(db);
    return db;
  };
  const formatOf = (db: Db) => db.collection<{ _id: string; format: unknown }>('format');

  it('is written by whoever comes first, however many come', async () => {
    const db = aDatabase();
    await Promise.all(Array.from({ length: 6 }, () => prepareEventStore(db)));
    expect(await formatOf(db).find().toArray()).toEqual([{ _id: 'event-store', format: 1 }]);
    await prepareEventStore(db);
  });

  it.each([2, 'two', 1.5])('%j of a newer release is refused, and nothing is changed', async (format) => {
    const db = aDatabase();
    await formatOf(db).insertOne({ _id: 'event-store', format });
    const preparing = prepareEventStore(db);
    await expect(preparing).rejects.toMatchObject({ name: 'DatabaseRefused', why: 'newer-format' });
    await expect(preparing).rejects.toThrow(/a newer release has written it\. Run that release or a newer one/);
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(['format']);
  });

  it('is not the reason where a primary is there, or nobody', async () => {
    expect(await whyNoPrimary(process.env['MONGODB_URI'] ?? '')).toBeUndefined();
    expect(await whyNoPrimary('mongodb://127.0.0.1:1/?replicaSet=telemachy')).toBeUndefined();
  });

  it('is not asked where the replica set has another name, which is said', async () => {
    const uri = (process.env['MONGODB_URI'] ?? '').replace(/replicaSet=\w+/, 'replicaSet=other');
    expect(String(await whyNoPrimary(uri))).toMatch(/is named \w+, not other\. Write \?replicaSet=\w+ in MONGODB_URI/);
  });
});
