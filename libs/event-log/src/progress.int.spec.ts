import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { progressContract } from './progress.contract.ts';
import { mongoProgress } from './progress.ts';

describe('progress in MongoDB', () => {
  const name = `telemachy_progress_${Math.random().toString(36).slice(2)}`;
  let client: MongoClient;
  beforeAll(async () => {
    client = await new MongoClient(process.env['MONGODB_URI'] ?? '').connect();
  });
  afterEach(() => client.db(name).dropDatabase());
  afterAll(() => client.close());

  progressContract(async () => mongoProgress(client.db(name)));
});
