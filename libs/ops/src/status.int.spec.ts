import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keyOf, mongoProgress, partitionOf } from '@telemachy/event-log';
import { bodyHashOf, mongoEventStore, prepareEventStore, startSequencer } from '@telemachy/event-store';
import type { Fact, Process, Projection } from '@telemachy/kernel';
import { mongoDocuments } from '@telemachy/projections';
import { eventually } from '@telemachy/testing';
import { MongoClient, type Document } from 'mongodb';
import { printedStatus } from './print/printed-status.ts';
import { status } from './status.ts';

const heard = { version: 1, hears: ['goals.goal-missed.v1'] } as const;
const board: Projection<object> = { ...heard, name: 'board', keyOf: () => 'b', apply: () => ({}) };
const reminder: Process<object, Fact, never> = {
  ...heard,
  name: 'reminder',
  initial: {},
  correlate: () => undefined,
  react: () => [],
  evolve: (state) => state,
};
const registration = { service: { name: 'goals', projections: [{ projection: board }] }, processes: [reminder] };
const topic = 'goals.events.g1';
const partitions = 3;

describe('the status of a service', () => {
  const client = new MongoClient(process.env['MONGODB_URI'] ?? '');
  const db = client.db(`ops_${randomUUID()}`);
  const log = (): never => {
    throw new Error('the status asks no broker');
  };
  const keys = (): never => {
    throw new Error('the status needs no key');
  };
  const topicOf = (name: string) => `${name}.events.g1`;
  const installation = { databaseOf: () => db, topicOf, log, keys, auditKey: {}, close: async () => {} };
  const documents = mongoDocuments(db);
  const goals = Array.from({ length: 6 }, () => randomUUID());
  const partitionseqs = Array.from({ length: partitions }, () => 0);
  const now = () => status(registration, installation);
  const of = async (consumer: string) => (await now()).consumers.find((one) => one.consumer === consumer);
  /** The consumer has passed everything up to this position. */
  const pass = async (consumer: string, position: number) => {
    for (let partition = 0; partition < partitions; partition += 1) {
      const seq = goals
        .slice(0, position)
        .filter((goalId) => partitionOf(keyOf('north', `goal-${goalId}`), partitions) === partition).length;
      const key = { consumer, topic, partition };
      const from = await documents.checkpoint(key);
      const to = { offset: BigInt(seq), position, partitionseq: seq };
      await documents.transact((unit) => unit.moveCheckpoint(key, from, to));
    }
  };

  beforeAll(async () => {
    await prepareEventStore(db);
    await documents.ensure([]);
    let minutes = 60;
    const store = mongoEventStore({ db, now: () => new Date(Date.now() - 60_000 * (minutes -= 5)) });
    const sequencer = startSequencer({ db, owner: 'spec' });
    for (const goalId of goals) {
      const { head } = await store.load('north', `goal-${goalId}`);
      const data = { goalId, mentorshipId: randomUUID(), menteeId: randomUUID(), missedAt: new Date().toISOString() };
      await store.append(head, [{ type: 'goals.goal-missed.v1', data: { ...data, reflection: 'Next time.' } }], {
        command: { id: randomUUID(), bodyHash: bodyHashOf({}) },
        meta: { correlationId: 'spec', actor: 'spec' },
      });
      const partition = partitionOf(keyOf('north', `goal-${goalId}`), partitions);
      partitionseqs[partition] = (partitionseqs[partition] ?? 0) + 1;
    }
    await eventually(async () => expect(await store.lastPosition()).toBe(goals.length));
    await mongoProgress(db).save(topic, undefined, { position: goals.length, partitionseqs });
    expect((await now()).sequencer).toMatchObject({ fence: 1, held: true, owner: expect.stringMatching(/^spec\//) });
    await sequencer.stop();
  }, 60_000);
  afterAll(async () => {
    await db.dropDatabase();
    await client.close();
  });

  it('counts what a consumer has not passed, and how old it is', async () => {
    expect(await of('board.v1')).toMatchObject({ kind: 'projection', lag: { events: 6 } });
    expect((await of('board.v1'))?.lag.seconds).toBeGreaterThan(54 * 60);
    await pass('board.v1', 4);
    const { events, seconds } = (await of('board.v1'))?.lag ?? { events: 0, seconds: 0 };
    expect([events, Math.round(seconds / 60)]).toEqual([2, 35]);
    await pass('board.v1', 6);
    expect((await of('board.v1'))?.lag).toEqual({ events: 0, seconds: 0 });
  });

  it('knows projections, processes, the list of timers, and what another version left', async () => {
    await pass('board.v0', 2);
    const kinds = (await now()).consumers.map(({ consumer, kind }) => [consumer, kind]);
    expect(kinds).toEqual([
      ['board.v1', 'projection'],
      ['pending-timers.v1', 'projection'],
      ['reminder.v1', 'process'],
      ['board.v0', 'left-over'],
    ]);
  });

  it('looks at the generation that is live, and tells what is built beside it', async () => {
    const generations = { model: 'board.v1', live: 2, previous: 1, highest: 3 };
    const building = { generation: 3, from: 'store', form: 'f', positions: {}, folded: 0, startedAt: 'now' } as const;
    await documents.transact((unit) =>
      unit.keepGenerations({ ...generations, building: { ...building, phase: 'folding', builder: 'me', until: 0 } }),
    );
    await pass('board.v1~2', 5);
    const found = await of('board.v1');
    expect(found).toMatchObject({ live: 'board.v1~2', lag: { events: 1 }, building: { generation: 'board.v1~3' } });
    expect((await now()).consumers.map(({ consumer }) => consumer)).not.toContain('board.v1~2');
    expect(printedStatus([await now()])).toMatch(/live is board\.v1~2, board\.v1~3 is being built: folding/);
    await documents.transact((unit) => unit.keepGenerations({ model: 'board.v1', live: 1, highest: 3 }));
  });

  it('counts what is parked, streams and reactions', async () => {
    const parked = { tenant: 'north', consumer: 'reminder.v1' };
    await db.collection<Document & { _id: string }>('parked').insertOne({ _id: 'a', ...parked, facts: [1, 2, 3] });
    await db.collection<Document & { _id: string }>('reactions').insertOne({ _id: 'a', ...parked, state: 'parked' });
    expect((await of('reminder.v1'))?.parked).toEqual({ streams: 1, facts: 3, reactions: 1 });
    expect((await of('board.v1'))?.parked).toEqual({ streams: 0, facts: 0, reactions: 0 });
  });

  it('counts timers that wait, and those that are late by the clock of the database', async () => {
    const pending = db.collection<{ _id: string }>('pending-timers.v1');
    const timer = (_id: string, inMs: number) => ({ _id, tenant: 'north', dueAtMs: Date.now() + inMs });
    await pending.insertMany([timer('a', -90_000), timer('b', -1), timer('c', 60_000)]);
    const { timers } = await now();
    expect(timers).toMatchObject({ pending: 3, overdue: 2 });
    expect(timers.lateSeconds).toBeGreaterThanOrEqual(90);
  });

  it('says when nobody numbers any more', async () => {
    const found = await now();
    expect(found).toMatchObject({ head: 6, published: 6, topic, sequencer: { held: false } });
    expect(printedStatus([found])).toMatch(/NOBODY NUMBERS; last was fence 1/);
  });
});
