import { randomBytes } from 'node:crypto';
import type { Db } from 'mongodb';
import { MongoClient } from 'mongodb';
import { prepareEventStore } from '../mongo/prepare-event-store.ts';

export type TestDatabase = { readonly db: Db; readonly client: MongoClient; readonly drop: () => Promise<void> };

/** A prepared database of its own on the MongoDB that the environment names. */
export const testDatabase = async (): Promise<TestDatabase> => {
  const uri = process.env['MONGODB_URI'];
  if (uri === undefined) throw new Error('MONGODB_URI names no MongoDB: run these specs through npm test');
  const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 10_000 });
  const db = client.db(`test_event_store_${randomBytes(4).toString('hex')}`);
  await prepareEventStore(db);
  return {
    db,
    client,
    async drop() {
      await db.dropDatabase();
      await client.close();
    },
  };
};

/** Asks until it is so. @throws Error when it is not in time */
export const eventually = async (isSo: () => Promise<boolean> | boolean, ms = 10_000): Promise<void> => {
  const until = performance.now() + ms;
  while (!(await isSo())) {
    if (performance.now() > until) throw new Error(`not so within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
