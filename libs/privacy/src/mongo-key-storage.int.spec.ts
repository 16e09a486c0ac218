import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient, type Db } from 'mongodb';
import { KeysUnavailable } from './errors.ts';
import { keyVaultContract } from './key-vault.contract.ts';
import { openKeyVault } from './key-vault.ts';
import { masterKeyFrom } from './master-key.ts';
import { mongoKeyStorage, prepareKeyStorage } from './mongo-key-storage.ts';
import { newKey } from './wrap.ts';

const masters = [masterKeyFrom(newKey().toString('hex'), 'the spec')] as const;
let client: MongoClient;
const databases: Db[] = [];
const emptyDatabase = async (): Promise<Db> => {
  const db = client.db(`test_keys_${randomBytes(4).toString('hex')}`);
  databases.push(db);
  await prepareKeyStorage(db);
  return db;
};

beforeAll(async () => {
  client = await MongoClient.connect(process.env['MONGODB_URI'] ?? '', { serverSelectionTimeoutMS: 10_000 });
});
afterAll(async () => {
  await Promise.all(databases.map((db) => db.dropDatabase()));
  await client.close();
});

keyVaultContract('MongoDB', async () => mongoKeyStorage(await emptyDatabase()));

describe('the key database', () => {
  it('is prepared again without a change, and finds who waits for a rotation by an index', async () => {
    const db = await emptyDatabase();
    await prepareKeyStorage(db);
    const plan = await db
      .collection('subjects')
      .find({ tenant: 'acme', under: { $lt: 2 } })
      .explain('queryPlanner');
    expect(JSON.stringify(plan)).toContain('IXSCAN');
  });

  it('that cannot be reached is said as such', async () => {
    const away = new MongoClient('mongodb://127.0.0.1:1/?directConnection=true', { serverSelectionTimeoutMS: 50 });
    const storage = mongoKeyStorage(away.db('keys'));
    await expect(openKeyVault({ storage, masters })).rejects.toThrow(KeysUnavailable);
    await expect(storage.subjectsOf('acme', [{ kind: 'person', id: 'x' }])).rejects.toThrow(KeysUnavailable);
    await away.close();
  });
});
