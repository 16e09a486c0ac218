import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient, type Db } from 'mongodb';
import { auditContract } from './audit.contract.ts';
import { AuditUnavailable } from './audit-storage.ts';
import { mongoAuditStorage } from './mongo-audit-storage.ts';

let client: MongoClient;
const databases: Db[] = [];
/** One of its own each time. */
const emptyDatabase = (): Db => {
  const db = client.db(`test_audit_${randomBytes(4).toString('hex')}`);
  databases.push(db);
  return db;
};

beforeAll(async () => {
  client = await MongoClient.connect(process.env['MONGODB_URI'] ?? '', { serverSelectionTimeoutMS: 10_000 });
});
afterAll(async () => {
  await Promise.all(databases.map((db) => db.dropDatabase()));
  await client.close();
});

auditContract('MongoDB', async () => mongoAuditStorage(emptyDatabase()));

describe('the audit in MongoDB', () => {
  it('that cannot be reached is said as such', async () => {
    const away = new MongoClient('mongodb://127.0.0.1:1/?directConnection=true', { serverSelectionTimeoutMS: 50 });
    const storage = mongoAuditStorage(away.db('audit'));
    const chain = { tenant: 'acme', service: 'goals' };
    await expect(storage.last(chain)).rejects.toThrow(AuditUnavailable);
    await expect(storage.addHead(chain, 1, 'token')).rejects.toThrow(AuditUnavailable);
    await away.close();
  });
});
