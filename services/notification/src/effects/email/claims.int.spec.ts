import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import type { Db } from 'mongodb';
import { mongoClaims } from './claims.ts';

describe('a claim on a mail', () => {
  const name = `claims_${randomUUID().slice(0, 8)}`;
  let mongo: MongoClient;
  let db: Db;
  beforeAll(async () => {
    mongo = await MongoClient.connect(process.env['MONGODB_URI'] ?? '');
    db = mongo.db(name);
  });
  afterAll(async () => {
    await db.dropDatabase();
    await mongo.close();
  });

  it('is taken by exactly one of many who want it at once', async () => {
    const workers = await Promise.all(Array.from({ length: 20 }, () => mongoClaims(db)));
    const taken = await Promise.all(workers.map((claims) => claims.take('acme|1')));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('is free again once released, and only its holder releases it', async () => {
    const [one, other] = [await mongoClaims(db), await mongoClaims(db)];
    expect(await one.take('acme|2')).toBe(true);
    await other.release('acme|2');
    expect(await other.take('acme|2')).toBe(false);
    await one.release('acme|2');
    expect(await other.take('acme|2')).toBe(true);
  });

  it('is anybody’s once it ran out, and its late holder does not release the next', async () => {
    const [one, other] = [await mongoClaims(db), await mongoClaims(db)];
    expect(await one.take('acme|3')).toBe(true);
    await db
      .collection('sendings')
      .updateOne({ _id: 'acme|3' as never }, { $set: { until: new Date(Date.now() - 1000) } });
    expect(await other.take('acme|3')).toBe(true);
    await one.release('acme|3');
    expect(await one.take('acme|3')).toBe(false);
  });
});
