import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { calmRequestQueue } from '@telemachy/event-log';
import { bodyHashOf, mongoEventStore, prepareEventStore, startSequencer } from '@telemachy/event-store';
import { MongoClient } from 'mongodb';
import { z } from 'zod';
import { createTopics, reachBroker } from '../kafka-admin.ts';
import { portsFrom } from '../ports.ts';
import { until } from '../until.ts';
import { fetchedPrograms } from './fetched.ts';
import { startKafkaBroker, type KafkaBroker } from './kafka-broker.ts';
import { startMongodSet, type MongodSet } from './mongod-set.ts';

jest.setTimeout(90_000);
const fetched = fetchedPrograms();
// Without servers of our own there is nothing we may put faults into: counted as skipped.
const describeHere = fetched === undefined ? describe.skip : describe;
const { kafka = '', mongod = '', jre = '' } = fetched ?? {};
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'telemachy-servers-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

describeHere('a broker that a test holds in its hands', () => {
  let broker: KafkaBroker;
  beforeAll(async () => {
    broker = await startKafkaBroker({ program: kafka, jre, dataDir, ports: portsFrom({}) });
  });
  afterAll(() => broker.stop());

  it('is asked without a timer that lies in the past, of which Node would warn', async () => {
    const timers = jest.spyOn(globalThis, 'setTimeout');
    await reachBroker([broker.address], 5_000);
    const delays = timers.mock.calls.map(([, ms]) => ms ?? 0);
    timers.mockRestore();
    expect(delays.length).toBeGreaterThan(0);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
  });

  it('comes back from a kill with what it had', async () => {
    await createTopics([broker.address], ['kept'], 2);
    await broker.process.kill();
    expect(broker.process.pid()).toBeUndefined();
    await broker.heal();
    calmRequestQueue();
    const admin = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const topics = await admin.listTopics();
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: 'kept' }],
    });
    await admin.disconnect();
    expect(topics).toEqual(['kept']);
    // A commit of 1 MiB passes with its headers, and what was written last month can still be read.
    const settings = new Map(
      resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]),
    );
    expect(settings.get('max.message.bytes')).toBe(String(4 * 1024 * 1024));
    expect(settings.get('retention.ms')).toBe('-1');
  });

  it('cannot be reached while its line is cut', async () => {
    broker.line.become('cut');
    await expect(reachBroker([broker.address], 500)).rejects.toThrow('did not happen');
    await broker.heal();
    await expect(reachBroker([broker.address], 500)).resolves.toBeUndefined();
  });
});

describeHere('a replica set that a test holds in its hands', () => {
  let set: MongodSet;
  let client: MongoClient;
  beforeAll(async () => {
    set = await startMongodSet({
      program: mongod,
      dataDir,
      ports: portsFrom({}),
      members: 3,
      lines: true,
      oplogMegabytes: 8,
    });
    client = new MongoClient(set.uri, { writeConcern: { w: 'majority', journal: true } });
  });
  afterAll(async () => {
    await client.close();
    await set.stop();
  });
  const notes = () => client.db('spec').collection('notes');

  it('has another primary when its primary steps down, and keeps what a majority has', async () => {
    await notes().insertOne({ text: 'before' });
    const first = await set.primary();
    await set.ask(first, { replSetStepDown: 20, secondaryCatchUpPeriodSecs: 5 });
    expect((await set.primary()).host).not.toBe(first.host);
    expect(await notes().countDocuments({ text: 'before' })).toBe(1);
  });

  it.each(['killed', 'frozen', 'cut off'])('heals when its primary was %s', async (how) => {
    const first = await set.primary();
    if (how === 'killed') await first.process.kill();
    else if (how === 'frozen') first.process.freeze();
    else first.line?.become('cut');
    await set.heal();
    await notes().insertOne({ text: how });
    expect(await notes().countDocuments({ text: how })).toBe(1);
  });

  /** A store of its own on the set, and an append that is tried, under one command, until it is answered. */
  const storeOnIt = async (name: string) => {
    const type = 'goals.note-taken.v1';
    const schemas = new Map([[type, z.object({ type: z.literal(type), data: z.object({ n: z.int() }) })]]);
    const db = client.db(`spec_${name}`);
    await prepareEventStore(db);
    const store = mongoEventStore({ db, schemas: schemas as never });
    const stream = `note-${randomUUID()}`;
    const append = async (n: number): Promise<void> => {
      const command = { id: randomUUID(), bodyHash: bodyHashOf(n) };
      await until(
        `append ${n}`,
        async () => {
          try {
            const { head } = await store.load('org', stream);
            const { outcome } = await store.append(head, [{ type, data: { n } }], {
              command,
              meta: { correlationId: 'spec', actor: 'spec' },
            });
            return outcome === 'appended' || outcome === 'repeated' ? true : undefined;
          } catch (error) {
            if ((error as Error).name === 'StoreUnavailable') return undefined;
            throw error;
          }
        },
        { withinMs: 40_000 },
      );
    };
    /** By position, once all that was appended has one. */
    const numbered = (count: number) =>
      until(
        `position ${count}`,
        async () => {
          const facts = await store.readRaw(0, count + 10).catch(() => []);
          return facts.length >= count ? facts.map(({ position, data }) => [position, JSON.parse(data).n]) : undefined;
        },
        { withinMs: 40_000 },
      );
    return { db, append, numbered };
  };
  const inOrder = (count: number) => Array.from({ length: count }, (_, index) => [index + 1, index + 1]);

  it('numbers every commit once, in order, while its primary steps down, and is killed', async () => {
    const { db, append, numbered } = await storeOnIt('failover');
    const sequencer = startSequencer({ db, owner: 'spec', leaseMs: 2_000 });
    let n = 0;
    const some = async (): Promise<void> => {
      for (let turn = 0; turn < 10; turn += 1) await append((n += 1));
    };
    await some();
    for (const fault of ['stepped down', 'killed']) {
      const primary = await set.primary();
      const appending = some();
      if (fault === 'stepped down')
        await set.ask(primary, { replSetStepDown: 10, secondaryCatchUpPeriodSecs: 5 }).catch(() => undefined);
      else if (fault === 'killed') await primary.process.kill();
      else primary.process.freeze();
      await appending;
      await set.heal();
    }
    expect(await numbered(n)).toEqual(inOrder(n));
    await sequencer.stop();
  });

  it.each(['aggregate', 'getMore'])(
    'numbers what came since where the server says that the oplog no longer reaches back (286 to %s)',
    async (command) => {
      const { db, append, numbered } = await storeOnIt(`rolled_${command}`);
      const points: string[] = [];
      const roles: string[] = [];
      const first = startSequencer({ db, owner: 'first', onRole: (role) => roles.push(role) });
      await append(1);
      await numbered(1);
      if (command === 'aggregate') await first.stop();
      const gone = { failCommands: [command], namespace: `${db.databaseName}.commits`, errorCode: 286 };
      const plant = { configureFailPoint: 'failCommand', mode: { times: 1 }, data: gone };
      await set.ask(await set.primary(), plant);
      await append(2);
      await append(3);
      const second =
        command === 'getMore' ? first : startSequencer({ db, owner: 'second', at: (point) => points.push(point) });
      expect(await numbered(3)).toEqual(inOrder(3));
      await append(4);
      expect(await numbered(4)).toEqual(inOrder(4));
      await second.stop();
      // Neither is a failure: what came since is looked for, without a pause.
      expect(roles).not.toContain('failing');
      if (command === 'aggregate') expect(points).toContain('swept');
    },
  );
});
