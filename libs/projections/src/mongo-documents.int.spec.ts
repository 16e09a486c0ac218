import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { documentStoreContract } from './document-store.contract.ts';
import { mongoDocuments } from './mongo-documents.ts';
import { ensureReadModel } from './read-model.ts';

describe('documents in MongoDB', () => {
  const name = `telemachy_documents_${Math.random().toString(36).slice(2)}`;
  let client: MongoClient;
  beforeAll(async () => {
    client = await new MongoClient(process.env['MONGODB_URI'] ?? '').connect();
  });
  afterEach(() => client.db(name).dropDatabase());
  afterAll(() => client.close());

  documentStoreContract(async () => mongoDocuments(client.db(name)));

  it('names the document that no database can hold', async () => {
    const documents = mongoDocuments(client.db(name));
    await documents.ensure(['board.v1']);
    const large = { _id: 'org|large', tenant: 'org', text: 'x'.repeat(17 * 1024 * 1024) };
    const work = documents.transact((unit) =>
      unit.write('board.v1', [
        { kind: 'put', document: { _id: 'org|a', tenant: 'org' } },
        { kind: 'put', document: large },
      ]),
    );
    await expect(work).rejects.toMatchObject({ name: 'DocumentRefused', id: 'org|large' });
  });

  it('makes read models with the tenant in front of every index, again and again', async () => {
    const db = client.db(name);
    const model = { projection: { name: 'board', version: 2 }, indexes: [{ cohortId: 1 }] } as const;
    await Promise.all([ensureReadModel(db, model), ensureReadModel(db, model)]);
    await ensureReadModel(db, model);
    const indexes = await db.collection('board.v2').indexes();
    expect(indexes.map(({ key }) => key)).toEqual([{ _id: 1 }, { tenant: 1, cohortId: 1 }]);
    await expect(db.collection('board.v2').insertOne({ cohortId: 'c' })).rejects.toThrow(/validation/);
  });
});
