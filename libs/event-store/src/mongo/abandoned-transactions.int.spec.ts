import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient, MongoServerError, type ClientSession, type Db } from 'mongodb';
import { setTimeout as pause } from 'node:timers/promises';
import { testDatabase, type TestDatabase } from '../testing/database.ts';
import { endAbandonedTransactions } from './abandoned-transactions.ts';
import { prepareEventStore } from './prepare-event-store.ts';

type Claim = { _id: string; tenant: string; stream: string; by: string };

describe('A transaction that nobody goes on with', () => {
  let database: TestDatabase;
  const clients: MongoClient[] = [];
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await database.drop();
  });

  const programNamed = async (appName: string): Promise<Db> => {
    const client = await MongoClient.connect(process.env['MONGODB_URI'] ?? '', {
      appName,
      readConcern: { level: 'majority' },
    });
    clients.push(client);
    return client.db(database.db.databaseName);
  };
  /** Has written a claim, and does nothing more. */
  const left = async (db: Db, claim: string): Promise<ClientSession> => {
    const session = db.client.startSession();
    session.startTransaction();
    await take(db, claim, 'left', session);
    return session;
  };
  const take = (db: Db, claim: string, by: string, session?: ClientSession) =>
    db
      .collection<Claim>('claims')
      .insertOne({ _id: claim, tenant: 't', stream: 's', by }, session === undefined ? {} : { session });

  it('is ended, what it had locked is free, and it is told to try again when it does go on', async () => {
    const db = await programNamed('abandoned-ended');
    const session = await left(db, 'ended');
    await pause(60);
    expect(await endAbandonedTransactions(db, 50)).toBe(1);
    await take(db, 'ended', 'another');
    const error: unknown = await session.commitTransaction().catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(MongoServerError);
    expect((error as MongoServerError).hasErrorLabel('TransientTransactionError')).toBe(true);
    expect(await db.collection<Claim>('claims').findOne({ _id: 'ended' })).toMatchObject({ by: 'another' });
  });
  it('is left alone while it is in use, and where it is of another program', async () => {
    const [db, other] = [await programNamed('abandoned-own'), await programNamed('abandoned-other')];
    const [session, others] = [await left(db, 'in use'), await left(other, 'of another')];
    expect(await endAbandonedTransactions(db, 60_000)).toBe(0);
    await pause(60);
    expect(await endAbandonedTransactions(await programNamed('abandoned-third'), 50)).toBe(0);
    await session.commitTransaction();
    await others.commitTransaction();
    expect(await db.collection('claims').countDocuments({ by: 'left' })).toBe(2);
  });
  it('keeps no process from starting', async () => {
    const db = await programNamed('abandoned-start');
    const session = await left(db, 'at start');
    const prepared = prepareEventStore(database.db).then(() => 'prepared');
    // The server would end the transaction after 20 s.
    expect(await Promise.race([prepared, pause(10_000, 'waits')])).toBe('prepared');
    await session.commitTransaction();
  }, 60_000);
});
