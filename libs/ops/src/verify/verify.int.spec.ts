import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { keyOf, mongoProgress, partitionOf } from '@telemachy/event-log';
import {
  bodyHashOf,
  claimSource,
  mongoEventStore,
  prepareEventStore,
  startSequencer,
  type ClaimChange,
} from '@telemachy/event-store';
import type { Fact, Process } from '@telemachy/kernel';
import { mongoDocuments, parkedChange, type StoredDocument } from '@telemachy/projections';
import { timerIdOf } from '@telemachy/processes';
import { eventually } from '@telemachy/testing';
import { MongoClient } from 'mongodb';
import { printedClaims } from '../print/printed-claims.ts';
import { joinedVerified, printedVerified } from '../print/printed-verified.ts';
import { missedGoals } from '../rebuild/missed-goals.fixture.ts';
import type { Registration } from '../registration.ts';
import { rebuildClaimsOf } from './rebuild-claims-of.ts';
import { isWell, verify } from './verify.ts';

type Missed = Fact & { readonly data: { readonly goalId: string; readonly mentorshipId: string } };
type Listed = { readonly missed: readonly string[] };
const list: Process<Listed, Missed, never> = {
  name: 'list',
  version: 1,
  hears: ['goals.goal-missed.v1'],
  correlate: ({ event }) => event.data.mentorshipId,
  initial: { missed: [] },
  react: () => [],
  evolve: ({ missed }, { event }) => ({ missed: [...missed, event.data.goalId] }),
};
/** A goal that was missed holds its name. */
const claims = claimSource<string | undefined, Missed>({
  kind: 'goal',
  decider: { initial: undefined, evolve: (_, { data }) => data.goalId },
  holds: (goalId) => (goalId === undefined ? [] : [{ kind: 'take', claim: `missed/${goalId}` }]),
});
const registration: Registration = {
  service: { name: 'matching', projections: [{ projection: missedGoals }], claims: [claims] },
  processes: [list],
};
const partitions = 2;
const mentorshipId = randomUUID();
const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
const timer = { process: 'list', instance: mentorshipId, name: 'deadline' };
const timerId = timerIdOf(timer, 'deadline');
const dueAt = '2030-01-01T00:00:00.000Z';

describe('verifying a service', () => {
  const client = new MongoClient(process.env['MONGODB_URI'] ?? '');
  const prefix = `ops_${randomUUID().slice(0, 8)}`;
  const databaseOf = (service: string) => client.db(`${prefix}_${service}`);
  const topicOf = (service: string) => `${service}.events.g1`;
  const own = databaseOf('matching');
  const documents = mongoDocuments(own);
  const verified = (tries = 1) => verify(registration, { databaseOf, topicOf }, tries);

  const say = async (service: string, stream: string, fact: Fact, asked: readonly ClaimChange[] = []) => {
    const store = mongoEventStore({ db: databaseOf(service) });
    const { head } = await store.load('north', stream);
    const command = { id: randomUUID(), bodyHash: bodyHashOf({}) };
    const meta = { correlationId: 'spec', actor: 'spec' };
    const appended = await store.append(head, [fact], { command, meta, claims: asked });
    expect(appended.outcome).toBe('appended');
  };
  const missed = (goalId: string): Fact => {
    const about = { goalId, mentorshipId, menteeId: randomUUID(), reflection: 'Next.' };
    return { type: 'goals.goal-missed.v1', data: { ...about, missedAt: new Date().toISOString() } };
  };
  /** The consumers have passed so many facts of each service. */
  const pass = async (service: string, positions: Readonly<Record<string, number>>) => {
    for (const [consumer, position] of Object.entries(positions))
      for (let partition = 0; partition < partitions; partition += 1) {
        const key = { consumer, topic: topicOf(service), partition };
        const from = await documents.checkpoint(key);
        const to = { offset: BigInt(position), position, partitionseq: position };
        if (from?.position !== position) await documents.transact((unit) => unit.moveCheckpoint(key, from, to));
      }
  };
  const put = (collection: string, ...some: StoredDocument[]) =>
    documents.transact((unit) =>
      unit.write(
        collection,
        some.map((document) => ({ kind: 'put', document })),
      ),
    );
  const board = (...goals: string[]): StoredDocument => ({
    _id: `north|${mentorshipId}`,
    tenant: 'north',
    of: Object.fromEntries(goals.map((goalId) => [`goal-${goalId}`, 1])),
  });
  const state = (...goals: string[]): StoredDocument => ({
    _id: `north|${mentorshipId}`,
    tenant: 'north',
    state: { missed: goals },
  });
  const pending = (): StoredDocument => ({
    _id: `north|${timerId}`,
    tenant: 'north',
    timerId,
    ...timer,
    dueAt,
    dueAtMs: Date.parse(dueAt),
    setting: 1,
    setBy,
    correlationId: 'spec',
  });
  let setBy = '';

  beforeAll(async () => {
    for (const service of ['matching', 'goals']) {
      const db = databaseOf(service);
      await prepareEventStore(db);
      await documents.ensure(['missed.v1', 'pending-timers.v1', 'list.v1', 'parked']);
      const sequencer = startSequencer({ db, owner: 'spec' });
      const store = mongoEventStore({ db });
      if (service === 'goals') {
        for (const goalId of [first, second, third]) await say(service, `goal-${goalId}`, missed(goalId));
        await eventually(async () => expect(await store.lastPosition()).toBe(3));
      } else {
        const data = { timerId, ...timer, dueAt, payload: {} };
        await say(service, `timer-${timerId}`, { type: 'matching.timer-set.v1', data });
        await eventually(async () => expect(await store.lastPosition()).toBe(1));
        setBy = (await store.readAll(0, 1))[0]?.id ?? '';
      }
      await sequencer.stop();
      await mongoProgress(db).save(topicOf(service), undefined, { position: 3, partitionseqs: [0, 0] });
    }
  }, 60_000);
  beforeEach(async () => {
    await own.collection('parked').deleteMany({});
    await put('missed.v1', board(first, second, third));
    await put('list.v1', state(first, second, third));
    await put('pending-timers.v1', pending());
    await pass('goals', { 'missed.v1': 3, 'list.v1': 3 });
    await pass('matching', { 'pending-timers.v1': 1 });
  });
  afterAll(async () => {
    for (const service of ['matching', 'goals']) await databaseOf(service).dropDatabase();
    await client.close();
  });

  it('finds read models, timers, states of processes and claims to be what the facts say', async () => {
    const all = await verified();
    expect(isWell(all)).toBe(true);
    expect(all).toMatchObject({
      events: 1,
      readModels: [
        { consumer: 'missed.v1', documents: 1, equal: true, behind: 0, parked: 0, differing: [] },
        { consumer: 'pending-timers.v1', documents: 1, equal: true },
      ],
      processes: [{ consumer: 'list.v1', documents: 1, equal: true }],
      claims: { equal: true, claims: 0 },
    });
    const joined = joinedVerified([all], 1);
    expect(joined).toMatchObject({ holds: true, readModels: 2, processes: 1, claims: 0 });
    expect(printedVerified(joined)).toMatch(/1 events; every read model, process and claim is what the facts say$/);
  });

  it('names a document that somebody changed, and one that is missing or that nothing speaks of', async () => {
    await put('missed.v1', board(first, second), { _id: 'north|planted', tenant: 'north', of: {} });
    const { readModels } = await verified();
    expect(readModels[0]).toMatchObject({
      equal: false,
      differing: [`north|${mentorshipId}`, 'north|planted'].toSorted(),
    });
    await own.collection<StoredDocument>('missed.v1').deleteMany({});
    expect((await verified()).readModels[0]).toMatchObject({ equal: false, differing: [`north|${mentorshipId}`] });
  });

  it('does not take a read model that is behind for one that differs, and says how far', async () => {
    await own.collection('checkpoints').deleteMany({ consumer: 'missed.v1' });
    const partition = (goalId: string) => partitionOf(keyOf('north', `goal-${goalId}`), partitions);
    await pass('goals', { 'missed.v1': 1 });
    await put('missed.v1', board(first));
    const behind = await verified();
    expect(behind.readModels[0]).toMatchObject({ equal: true, behind: 2 });
    expect(isWell(behind)).toBe(false);
    // One partition is further than the other, as it is while all goes on.
    const key = { consumer: 'missed.v1', topic: topicOf('goals'), partition: partition(second) };
    const at = (position: number) => ({ offset: BigInt(position), position, partitionseq: position });
    await documents.transact((unit) => unit.moveCheckpoint(key, at(1), at(3)));
    const there = [first, second, third].filter((goalId) => goalId === first || partition(goalId) === key.partition);
    await put('missed.v1', board(...there));
    expect((await verified()).readModels[0]).toMatchObject({ equal: true, behind: 3 - there.length });
  });

  it('leaves out what waits in streams that are set aside, and says how many', async () => {
    const [fact] = (await mongoEventStore({ db: databaseOf('goals') }).load('north', `goal-${third}`)).facts;
    const parked = { consumer: 'missed.v1', topic: topicOf('goals'), partition: 0, tenant: 'north' };
    const waiting = {
      ...parked,
      stream: `goal-${third}`,
      reason: 'r',
      since: dueAt,
      facts: fact === undefined ? [] : [fact],
    };
    await documents.transact((unit) => unit.write('parked', [parkedChange(waiting)]));
    await put('missed.v1', board(first, second));
    const all = await verified();
    expect(all.readModels[0]).toMatchObject({ equal: true, parked: 1 });
    expect(isWell(all)).toBe(false);
    expect(printedVerified(joinedVerified([all], 1))).toMatch(/1 streams PARKED and left out/);
  });

  it('takes lists in a state as they came, but not what is missing in them', async () => {
    await put('list.v1', state(third, first, second));
    expect((await verified()).processes[0]).toMatchObject({ equal: true });
    await put('list.v1', state(first, second));
    expect((await verified()).processes[0]).toMatchObject({ equal: false, differing: [`north|${mentorshipId}`] });
  });

  it('names a timer that was lost, and one that was invented', async () => {
    await own.collection<StoredDocument>('pending-timers.v1').deleteMany({});
    expect((await verified()).readModels[1]).toMatchObject({ equal: false, differing: [`north|${timerId}`] });
    await put('pending-timers.v1', pending(), { ...pending(), _id: 'north|other' });
    expect((await verified()).readModels[1]).toMatchObject({ equal: false, differing: ['north|other'] });
    await own.collection<StoredDocument>('pending-timers.v1').deleteOne({ _id: 'north|other' });
  });

  it('says why code cannot fold the facts', async () => {
    const broken = { ...missedGoals, apply: () => Promise.reject(new Error('later')) };
    const { readModels } = await verify(
      { service: { name: 'matching', projections: [{ projection: broken }] } },
      { databaseOf, topicOf },
      1,
    );
    expect(readModels[0]).toMatchObject({
      equal: false,
      problem: expect.stringMatching(/missed\.v1 cannot handle goals\.goal-missed\.v1 at position \d+/),
    });
  });

  it('names claims that are held by nothing that the facts say, and mends them when asked', async () => {
    const held = own.collection<{ _id: string; stream: string }>('claims');
    const planted = { _id: `north|missed/${first}`, stream: `goal-${first}` };
    await held.insertOne(planted, { bypassDocumentValidation: true });
    const all = await verified();
    expect(all.claims).toMatchObject({ equal: false, differing: [{ claim: `missed/${first}`, why: 'surplus' }] });
    expect(printedVerified(joinedVerified([all], 1))).toMatch(/claims rebuild matching/);
    const mended = await rebuildClaimsOf(registration, { databaseOf });
    expect(mended).toMatchObject({ service: 'matching', equal: true, mended: 1 });
    expect(printedClaims([mended])).toBe('equal     matching: 0 claims, 1 mended');
    expect((await verified()).claims).toMatchObject({ equal: true });
    const none = await rebuildClaimsOf({ service: { name: 'goals', projections: [] } }, { databaseOf });
    expect(printedClaims([none])).toBe('equal     goals: 0 claims, 0 mended');
  });
});
