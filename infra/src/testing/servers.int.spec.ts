import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { MongoClient } from 'mongodb';
import { becomePrimary } from '../embedded/mongod.ts';
import { createTopics, reachBroker } from '../kafka-admin.ts';
import { portsFrom } from '../ports.ts';
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

describeHere('a mongod that cuts a connection while it finds its place', () => {
  let set: MongodSet;
  beforeAll(async () => {
    set = await startMongodSet({ program: mongod, dataDir: join(dataDir, 'one'), ports: portsFrom({}), members: 1 });
  });
  afterAll(() => set.stop());

  it('is asked again', async () => {
    const only = await set.primary();
    const data = { failCommands: ['replSetGetConfig'], closeConnection: true };
    await set.ask(only, { configureFailPoint: 'failCommand', mode: { times: 1 }, data });
    await expect(becomePrimary(Number(only.host.split(':')[1]))).resolves.toBeUndefined();
  });
});

describeHere('a replica set that a test holds in its hands', () => {
  let set: MongodSet;
  let client: MongoClient;
  beforeAll(async () => {
    set = await startMongodSet({ program: mongod, dataDir, ports: portsFrom({}), members: 3, lines: true });
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
});
