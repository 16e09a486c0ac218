import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyHashOf, mongoEventStore, prepareEventStore, startSequencer } from '@telemachy/event-store';
import type { Projection, Recorded } from '@telemachy/kernel';
import { eventually } from '@telemachy/testing';
import { MongoClient } from 'mongodb';
import { verify } from './verify.ts';

type Reached = {
  readonly type: 'goals.goal-reached.v1';
  readonly data: { readonly goalId: string; readonly reachedAt: string };
};
const reached: Projection<{ readonly reachedAt: string }, Reached> = {
  name: 'reached',
  version: 1,
  hears: ['goals.goal-reached.v1'],
  keyOf: ({ event }) => event.data.goalId,
  apply: (_, { event }: Recorded<Reached>) => ({ reachedAt: event.data.reachedAt }),
};
const registration = { service: { name: 'goals', projections: [{ projection: reached }] } };
const goalId = '0b0e6a0e-7d3f-5a57-9d6e-0a54d6b6a001';
const reachedAt = '2027-03-20T15:00:00.000Z';

describe('verifying read models', () => {
  const client = new MongoClient(process.env['MONGODB_URI'] ?? '');
  const db = client.db(`ops_${randomUUID()}`);
  const live = db.collection<{ _id: string; tenant: string; reachedAt: string }>('reached.v1');
  const verified = async () => (await verify(registration, { databaseOf: () => db }, 1)).readModels[0];

  beforeAll(async () => {
    await prepareEventStore(db);
    const store = mongoEventStore({ db });
    const sequencer = await startSequencer({ db, owner: 'spec' });
    const { head } = await store.load('north', `goal-${goalId}`);
    const data = {
      goalId,
      mentorshipId: '3f1f4f7c-53a0-5b0e-8a54-7b1d9a3c1002',
      menteeId: '7a2c5d9e-1b4f-5c3a-9e8d-2f6b4a1c3003',
      reflection: 'Preparation was most of it.',
      reachedAt,
    };
    await store.append(head, [{ type: 'goals.goal-reached.v1', data }], {
      command: { id: goalId, bodyHash: bodyHashOf({}) },
      meta: { correlationId: 'spec', actor: 'spec' },
    });
    await eventually(async () => expect(await store.lastPosition()).toBe(1));
    await sequencer.stop();
    await live.insertOne({ _id: `north|${goalId}`, tenant: 'north', reachedAt });
  }, 60_000);

  afterAll(async () => {
    await db.dropDatabase();
    await client.close();
  });

  it('finds a live read model equal to what its facts say', async () => {
    expect(await verified()).toMatchObject({ readModel: 'reached.v1', documents: 1, equal: true, differing: [] });
  });

  it('names a document that somebody changed', async () => {
    await live.updateOne({}, { $set: { reachedAt: '2027-03-21T15:00:00.000Z' } });
    expect(await verified()).toMatchObject({ equal: false, differing: [`north|${goalId}`] });
    await live.updateOne({}, { $set: { reachedAt } });
  });

  it('names a document that is missing, and one that nothing speaks of', async () => {
    await live.deleteMany({});
    await live.insertOne({ _id: 'north|planted', tenant: 'north', reachedAt });
    expect(await verified()).toMatchObject({ equal: false, differing: [`north|${goalId}`, 'north|planted'] });
  });
});
