import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { kafkaEventLog, mongoProgress, silent, startPublisher } from '@telemachy/event-log';
import { mongoEventStore, prepareEventStore, startSequencer } from '@telemachy/event-store';
import { collectionOf, compareWithRebuilt, liveName, mongoDocuments } from '@telemachy/projections';
import { MongoClient } from 'mongodb';
import { eventually } from '@telemachy/testing';
import { pendingTimers } from './pending-timers.ts';
import { reminders } from './reminders.fixture.ts';
import { runProcess } from './run-process.ts';
import type { Dispatch } from './run-process.ts';
import { runTimers } from './run-timers.ts';
import { mongoTimerDesk } from './timer-desk.ts';
import { append } from './stack.fixture.ts';

jest.setTimeout(60_000);

const service = `notes${Math.random().toString(36).slice(2, 8)}`;
const topic = `${service}.events.g1`;
const { schemas, remind } = reminders(service);
type Command = { readonly type: string; readonly meetingId: string };

describe('processes and timers on Kafka and MongoDB, in two replicas', () => {
  let client: MongoClient;
  let replicas: Awaited<ReturnType<typeof replica>>[];

  /** All that one process of the service runs. */
  const replica = async () => {
    const db = client.db(`telemachy_${service}`);
    const log = kafkaEventLog({
      brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','),
      clientId: service,
      logger: silent,
    });
    const store = mongoEventStore({ db, schemas });
    const documents = mongoDocuments(db);
    await log.ensureTopics([{ topic, partitions: 4 }]);
    const sequencer = startSequencer({ db, owner: randomUUID(), onSequenced: (range) => publisher.wake(range) });
    const leads = () => sequencer.status().role !== 'standby';
    const publisher = startPublisher({
      service,
      topic,
      store,
      log,
      progress: mongoProgress(db),
      logger: silent,
      leads,
    });
    /** The command's handler: it appends under the command's identity, as any handler does. */
    const dispatch: Dispatch<Command> = async ({ type, meetingId }, command, meta, tenant) => {
      for (;;) {
        const { head } = await store.load(tenant, `announcement-${meetingId}`);
        const fact = { type: `${service}.meeting-announced.v1`, data: { meetingId, what: type } };
        const appended = await store.append(head, [fact], { command, meta });
        if (appended.outcome !== 'conflict') return { outcome: 'done' };
      }
    };
    const desk = mongoTimerDesk(db, () => liveName(documents, collectionOf(pendingTimers(service))));
    const running = await runProcess({ service, process: remind, dispatch, log, store, documents, logger: silent });
    const timers = await runTimers({ service, log, store, documents, desk, logger: silent });
    const stop = async () => {
      await running.stop();
      await timers.stop();
      await publisher.stop();
      await sequencer.stop();
      await log.close();
    };
    return { db, log, store, documents, running, timers, stop };
  };

  beforeAll(async () => {
    client = await new MongoClient(process.env['MONGODB_URI'] ?? '').connect();
    await prepareEventStore(client.db(`telemachy_${service}`));
    replicas = await Promise.all([replica(), replica()]);
  });
  afterAll(async () => {
    await Promise.all(replicas.map((one) => one.stop()));
    await client.db(`telemachy_${service}`).dropDatabase();
    await client.close();
  });

  const here = () => {
    const [first] = replicas;
    if (first === undefined) throw new Error('no replica');
    return first;
  };
  const book = (meetingId: string, at: number) =>
    append(here().store, meetingId, {
      type: `${service}.meeting-booked.v1`,
      data: { meetingId, remindAt: new Date(at).toISOString(), n: 1 },
    });
  const announced = async (meetingId: string) => {
    const { facts } = await here().store.load('org', `announcement-${meetingId}`);
    return facts.map(({ event }) => (event.data as { what: string }).what);
  };
  const later = () => Date.now() + 3_600_000;

  it('turns each fact into its command once, although every record is delivered twice', async () => {
    const meetings = Array.from({ length: 40 }, () => randomUUID());
    for (const meeting of meetings) await book(meeting, later());
    for (const meeting of meetings)
      await eventually(async () => expect(await announced(meeting)).toEqual(['announce']), 30_000);
    const copies = mongoProgress(here().db);
    // The answers of the last meetings are in the store before the publisher has noted how far it is.
    const before = await eventually(async () => {
      const progress = await copies.read(topic);
      expect(progress?.position).toBeGreaterThanOrEqual(2 * meetings.length);
      return progress;
    }, 20_000);
    // A second publisher that knows nothing sends all of it again, with the same numbers.
    const again = startPublisher({
      service,
      topic,
      store: here().store,
      log: here().log,
      progress: { read: async () => undefined, save: async () => true },
      logger: silent,
    });
    await eventually(() => expect(again.status().published).toBeGreaterThanOrEqual(before?.position ?? 0), 20_000);
    await again.stop();
    const last = randomUUID();
    await book(last, later());
    await eventually(async () => expect(await announced(last)).toEqual(['announce']), 20_000);
    for (const meeting of meetings) expect(await announced(meeting)).toEqual(['announce']);
    for (const { running } of replicas) expect(running.status()).toMatchObject({ halted: [], retrying: [], parked: 0 });
  });

  it('fires a timer once, not before its time, though both replicas could', async () => {
    const meetings = Array.from({ length: 10 }, () => randomUUID());
    const due = Date.now() + 2_500;
    for (const meeting of meetings) await book(meeting, due);
    for (const meeting of meetings)
      await eventually(async () => expect(await announced(meeting)).toEqual(['announce', 'remind']), 20_000);
    const facts = await here().store.readAll(0, 10_000);
    const fired = facts.filter(({ event }) => event.type === `${service}.timer-fired.v1`);
    expect(fired).toHaveLength(meetings.length);
    for (const { recordedAt } of fired) expect(Date.parse(recordedAt)).toBeGreaterThanOrEqual(due);
    const roles = replicas.map(({ timers }) => timers.status().role);
    expect(roles.toSorted()).toEqual(['firing', 'standby']);
    const documents = here().documents;
    await eventually(async () => {
      const all = await here().store.readAll(0, 10_000);
      expect((await compareWithRebuilt(documents, pendingTimers(service), all)).equal).toBe(true);
    });
  });

  it('goes on firing when the replica that fired is gone', async () => {
    const leader = replicas.find(({ timers }) => timers.status().role === 'firing');
    const other = replicas.find((one) => one !== leader);
    if (leader === undefined || other === undefined) throw new Error('one leads, the other does not');
    replicas = [other];
    const meeting = randomUUID();
    await leader.stop();
    await book(meeting, Date.now() + 500);
    await eventually(async () => expect(await announced(meeting)).toEqual(['announce', 'remind']), 20_000);
  });
});
