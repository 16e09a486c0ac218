import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decode, kafkaEventLog, silent } from '@telemachy/event-log';
import type { EventLog, ReceivedRecord } from '@telemachy/event-log';
import type { Fact, Projection, Recorded } from '@telemachy/kernel';
import { MongoClient } from 'mongodb';
import { eventually } from '@telemachy/testing';
import { feed } from './feed.fixture.ts';
import { freshness } from './freshness.ts';
import { hashOf } from './hash.ts';
import { lagOf } from './lag.ts';
import { mongoDocuments } from './mongo-documents.ts';
import { ensureReadModel } from './read-model.ts';
import { compareWithRebuilt } from './rebuild.ts';
import { runProjection } from './run-projection.ts';
import type { Running } from './running.ts';

jest.setTimeout(90_000);

const service = `notes${Math.random().toString(36).slice(2, 8)}`;
const topic = `${service}.events.g1`;
const type = `${service}.noted.v1`;
const partitions = 6;
type Board = { readonly total: number; readonly of: Readonly<Record<string, number>> };

/** Many streams meet in few documents, so that partitions conflict. */
const board: Projection<Board, Fact> = {
  name: 'board',
  version: 1,
  hears: [type],
  keyOf: ({ event }) => (event.data as { board: string }).board,
  apply: (document = { total: 0, of: {} }, { stream, event }) => ({
    total: document.total + 1,
    of: { ...document.of, [stream]: (document.of[stream] ?? 0) + (event.data as { n: number }).n },
  }),
};

describe('a projection on Kafka and MongoDB', () => {
  let client: MongoClient;
  const logs: EventLog[] = [];
  const running: Running[] = [];
  const db = () => client.db(`telemachy_${service}`);

  const open = () => {
    const sockets = new Set<Socket>();
    let cut = false;
    const log = kafkaEventLog({
      brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','),
      clientId: service,
      logger: silent,
      sessionTimeoutMs: 6_000,
      socketFactory: ({ host, port, onConnect }) => {
        if (cut) throw new Error('the network is cut');
        const socket = createConnection({ host, port }, onConnect);
        sockets.add(socket);
        return socket;
      },
    });
    logs.push(log);
    const kill = () => {
      cut = true;
      for (const socket of sockets) socket.destroy(new Error('the network is cut'));
    };
    return { log, kill };
  };
  const run = async (log: EventLog, documents = mongoDocuments(db())): Promise<Running> => {
    const one = await runProjection({ service, projection: board, log, documents, logger: silent });
    running.push(one);
    return one;
  };
  const told: Recorded[] = [];
  let notes: ReturnType<typeof feed>;
  let main: EventLog;

  beforeAll(async () => {
    client = await new MongoClient(process.env['MONGODB_URI'] ?? '').connect();
    main = open().log;
    await main.ensureTopics([{ topic, partitions }]);
    await ensureReadModel(db(), { projection: board, indexes: [{ total: -1 }] });
    notes = feed(main, service, topic, partitions);
  });
  afterAll(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await Promise.all(logs.map((log) => log.close()));
    await db().dropDatabase();
    await client.close();
  });

  /** Says so many facts, some of them twice, and remembers them for the rebuild. */
  const say = async (count: number): Promise<void> => {
    const records = Array.from({ length: count }, (_, n) =>
      notes.record({ stream: `note-${n % 97}`, type, data: { board: `b${n % 5}`, n } }),
    );
    await notes.send(records);
    await notes.send(records.slice(count / 2));
    for (const [offset, record] of records.entries()) {
      const received = { ...record, topic, offset: BigInt(offset), value: Buffer.from(record.value) };
      told.push(decode({ ...received, header: (name) => record.headers[name] } satisfies ReceivedRecord).fact);
    }
  };
  const caughtUp = (timeoutMs: number) =>
    eventually(async () => {
      expect(await lagOf({ consumer: board, log: main, documents: mongoDocuments(db()) })).toBe(0);
    }, timeoutMs);

  it('folds every fact once while members come, go and are cut off', async () => {
    const doomed = open();
    await run(main);
    await say(500);
    await run(doomed.log);
    await say(500);
    await eventually(
      () => expect(running.map((one) => one.status().subscription)).toEqual(['running', 'running']),
      20_000,
    );
    await say(500);
    doomed.kill();
    await say(500);
    await run(open().log);
    await say(500);
    await caughtUp(40_000);
    const comparison = await compareWithRebuilt(mongoDocuments(db()), board, told);
    expect(comparison).toMatchObject({ equal: true, differing: [], live: { documents: 5 } });
    expect(await hashOf(mongoDocuments(db()), 'board.v1')).toEqual(comparison.live);
  });

  it('lets a reader wait for a commit, also in a process that runs no projection', async () => {
    const record = notes.record({ stream: 'note-fresh', type, data: { board: 'fresh', n: 1 } });
    const position = Number(record.headers['ce_sequence']);
    const store = { positionOf: async () => position };
    const reader = freshness({ service, log: main, store, documents: mongoDocuments(db()) });
    const atLeast = { stream: 'note-fresh', commit: 'c' };
    expect(await reader.reached(board, 'org', atLeast, 50)).toBe('behind');
    const waiting = reader.reached(board, 'org', atLeast, 10_000);
    await notes.send([record]);
    expect(await waiting).toBe('seen');
    expect(await db().collection('board.v1').findOne({ 'of.note-fresh': 1 })).toMatchObject({
      tenant: 'org',
      total: 1,
    });
  });
});
