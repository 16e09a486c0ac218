import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { kafkaEventLog, mongoProgress, silent, startPublisher, type EventLog } from '@telemachy/event-log';
import { mongoEventStore, prepareEventStore, startSequencer, type EventStore } from '@telemachy/event-store';
import { freshness, lagOf, liveReads, mongoDocuments, runProjection, type Running } from '@telemachy/projections';
import { eventually } from '@telemachy/testing';
import type { Db } from 'mongodb';
import { openInstallation, type Installation } from '../installation.ts';
import { verify } from '../verify/verify.ts';
import { missedGoals, missGoal, registration, type MissedGoals } from './missed-goals.fixture.ts';
import { readRebuild } from './read-rebuild.ts';
import { rebuild, type RebuiltOfService } from './rebuild.ts';

jest.setTimeout(180_000);
const slowly = join(import.meta.dirname, 'rebuild-slowly.fixture.ts');

describe('rebuilding a read model on Kafka and MongoDB', () => {
  let env: NodeJS.ProcessEnv;
  let installation: Installation;
  let db: Db;
  let store: EventStore;
  let topic: string;
  let ends: (() => Promise<unknown>)[];
  let said: number;

  beforeEach(async () => {
    const unique = Math.random().toString(36).slice(2, 8);
    env = {
      ...process.env,
      TELEMACHY_DATABASE_PREFIX: `rebuild_${unique}_`,
      TELEMACHY_TOPIC_PREFIX: `rebuild-${unique}.`,
    };
    installation = await openInstallation(env);
    db = installation.databaseOf('goals');
    topic = installation.topicOf('goals');
    said = 0;
    await prepareEventStore(db);
    await mongoDocuments(db).ensure(['missed.v1']);
    store = mongoEventStore({ db });
    const log = installation.log();
    await log.ensureTopics([{ topic, partitions: 6 }]);
    const publisher = startPublisher({
      service: 'goals',
      topic,
      store,
      log,
      progress: mongoProgress(db),
      logger: silent,
    });
    const sequencer = startSequencer({ db, owner: 'spec', onSequenced: publisher.wake });
    ends = [() => sequencer.stop(), () => publisher.stop()];
  });
  afterEach(async () => {
    for (const end of ends.toReversed()) await end();
    await db.dropDatabase();
    await installation.close();
  });

  /** As a process of the service runs it, with a client of its own. */
  const run = async (): Promise<Running> => {
    const log: EventLog = kafkaEventLog({
      brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','),
      clientId: `spec-${randomUUID()}`,
      logger: silent,
    });
    const documents = mongoDocuments(db);
    const { topicOf } = installation;
    const options = { projection: missedGoals, log, documents, logger: silent, topicOf };
    const running = await runProjection({ service: env['TELEMACHY_TOPIC_PREFIX'] + 'goals', ...options });
    ends.push(() => log.close(), running.stop);
    return running;
  };
  const say = (count: number) => Promise.all(Array.from({ length: count }, () => missGoal(store, said++)));
  const settled = () =>
    eventually(async () => {
      expect((await mongoProgress(db).read(topic))?.position).toBe(said);
      const lag = { consumer: missedGoals, log: installation.log(), documents: mongoDocuments(db) };
      expect(await lagOf({ ...lag, topicOf: installation.topicOf })).toBe(0);
    }, 60_000);
  const counted = async (name: string) => {
    let sum = 0;
    for await (const { of } of mongoDocuments(db).all(name))
      for (const n of Object.values((of ?? {}) as MissedGoals['of'])) sum += n;
    return sum;
  };
  const verified = async () => (await verify(registration, installation, 1)).readModels[0];
  const ask = (...words: string[]) => rebuild(registration, installation, readRebuild(['missed', ...words]));

  it.each(['store', 'topic'])(
    'from the %s: two processes of the service, readers and writers go on, and nothing is lost, doubled or hidden',
    async (from) => {
      await Promise.all([run(), run()]);
      for (let round = 0; round < 8; round += 1) await say(100);
      const documents = mongoDocuments(db);
      const fresh = freshness({ service: 'goals', log: installation.log(), store, documents, topicOf: () => topic });
      const reads = liveReads(documents);
      const ended = new AbortController();
      /** Commands, waits for its commit, and looks: what it has said is always there, once. */
      const reader = async (): Promise<number> => {
        let looks = 0;
        for (; !ended.signal.aborted || looks < 3; looks += 1) {
          const { stream, mentorshipId, commit, version } = await missGoal(store, said++);
          expect(await fresh.reached(missedGoals, 'north', { stream, commit }, 20_000)).toBe('seen');
          const there = await reads.from('missed.v1', (name) => documents.find(name, { _id: `north|${mentorshipId}` }));
          const expected = (await store.load('north', stream)).facts.length;
          const seen = (there[0]?.['of'] as MissedGoals['of'] | undefined)?.[stream];
          expect(seen).toBeLessThanOrEqual(expected);
          expect(seen).toBeGreaterThanOrEqual(version);
        }
        return looks;
      };
      const traffic = async (): Promise<void> => {
        while (!ended.signal.aborted) await say(10);
      };
      const working = Promise.all([reader(), traffic()]);
      const rebuilt = await ask('--from', from).finally(() => ended.abort());
      await working;
      expect(rebuilt).toMatchObject({
        live: true,
        before: 'missed.v1',
        built: 'missed.v1~2',
        compared: { equal: true },
      });
      await say(50);
      await settled();
      expect(await counted('missed.v1~2')).toBe(said);
      expect(await verified()).toMatchObject({ equal: true, documents: 9 });
      expect((await db.collection('missed.v1~2').indexes()).map(({ key }) => key)).toContainEqual({ tenant: 1, of: 1 });

      const back = await ask('--rollback');
      expect(back).toMatchObject({ live: true, before: 'missed.v1~2', built: 'missed.v1' });
      await say(20);
      await settled();
      expect(await counted('missed.v1')).toBe(said);
      expect(await verified()).toMatchObject({ equal: true });
    },
  );

  it.each(['store', 'topic'])('from the %s: goes on where it was killed', async (from) => {
    await run();
    for (let round = 0; round < 10; round += 1) await say(100);
    await settled();
    const child = (killAfter: object) =>
      promisify(execFile)(process.execPath, ['--conditions=@telemachy/source', slowly, 'missed', '--from', from], {
        env: { ...env, ...killAfter },
      });
    await expect(child({ KILL_AFTER: '4' })).rejects.toMatchObject({ signal: 'SIGKILL' });
    const [generations] = await mongoDocuments(db).generations();
    const before = generations?.building?.folded ?? 0;
    expect(generations).toMatchObject({ live: 1, building: { generation: 2, phase: 'folding' } });
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(1_000);
    await say(100);
    const { stdout } = await eventually(() => child({}), 60_000);
    const rebuilt = JSON.parse(stdout) as RebuiltOfService;
    expect(rebuilt).toMatchObject({ live: true, resumed: true, built: 'missed.v1~2', compared: { equal: true } });
    expect(rebuilt.facts).toBeLessThanOrEqual(1_100 - before);
    await settled();
    expect(await counted('missed.v1~2')).toBe(said);
    expect(await verified()).toMatchObject({ equal: true });
  });
});
