import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@telemachy/testing';
import { Kafka, logLevel } from 'kafkajs';
import type { Admin, Consumer } from 'kafkajs';
import { record, said } from './event-log.fixture.ts';
import { kafkaClients, kafkaEventLog } from './kafka.ts';
import { calmRequestQueue } from './kafkajs-timers.ts';
import { silent } from './logger.ts';
import type { EventLog } from './port.ts';

jest.setTimeout(90_000);

const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');

// What others do to our topics and groups: each is told with its cause and what to do, and mends by itself when they stop.
describe.each(kafkaClients)('strangers beside %s', (client) => {
  const kafka = new Kafka({ brokers, clientId: 'stranger', logLevel: logLevel.NOTHING, retry: { retries: 1 } });
  let admin: Admin;
  let log: EventLog;
  let topic: string;
  let heard: string[];

  beforeAll(async () => {
    calmRequestQueue();
    admin = kafka.admin();
    await admin.connect();
  });
  afterAll(() => admin.disconnect());
  beforeEach(async () => {
    topic = `strangers-${client}-${Math.random().toString(36).slice(2)}`;
    heard = [];
    log = kafkaEventLog({
      client,
      brokers,
      clientId: 'ours',
      logger: silent,
      sessionTimeoutMs: 6_000,
      metadataMaxAgeMs: 500,
    });
    await log.ensureTopics([{ topic, partitions: 2 }]);
  });
  afterEach(() => log.close());

  /** Writes down what it hears, and keeps its checkpoints as a read model does. */
  const hear = () => {
    const checkpoints = new Map<number, bigint>();
    return log.consume({
      group: `${topic}-group`,
      topics: [topic],
      assigned: (asked) => Promise.resolve(asked.map(({ partition }) => checkpoints.get(partition))),
      batch: async ({ partition }, records) => {
        heard.push(...records.map(said));
        checkpoints.set(partition, (records.at(-1)?.offset ?? -1n) + 1n);
      },
    });
  };

  describe('a program of another kind in our group', () => {
    let stranger: Consumer;
    const enter = async (): Promise<void> => {
      // One that crashes would start again, also after it was told to stop.
      const retry = { retries: 0, restartOnFailure: () => Promise.resolve(false) };
      stranger = kafka.consumer({ groupId: `${topic}-group`, sessionTimeout: 6_000, retry });
      await stranger.connect();
      await stranger.subscribe({ topics: [topic] });
      const { GROUP_JOIN, CRASH } = stranger.events;
      const joined = new Promise<void>((resolve, reject) => {
        stranger.on(GROUP_JOIN, () => resolve());
        stranger.on(CRASH, ({ payload }) => reject(payload.error));
      });
      await stranger.run({ autoCommit: false, eachMessage: async () => {} });
      await joined;
    };
    afterEach(() => stranger.disconnect());

    it('that was there first is named, and we go on when it has left', async () => {
      await enter();
      await log.produce(topic, [record(0, 'a'), record(1, 'b')]);
      const subscription = await hear();
      await eventually(() => expect(subscription.status()).toBe('crashed'), 20_000);
      expect(subscription.problem()).toMatch(
        /group .*-group is in use by a program of another kind: stop that program/,
      );
      expect(heard).toEqual([]);
      await stranger.disconnect();
      await eventually(() => expect(heard.toSorted()).toEqual(['a', 'b']), 30_000);
      await eventually(() => expect([subscription.status(), subscription.problem()]).toEqual(['running', undefined]));
    });

    it('that comes later is refused, and we go on', async () => {
      const subscription = await hear();
      await eventually(() => expect(subscription.status()).toBe('running'), 20_000);
      await expect(enter()).rejects.toThrow(/protocol/i);
      await log.produce(topic, [record(0, 'a')]);
      await eventually(() => expect(heard).toEqual(['a']), 20_000);
      expect(subscription.problem()).toBeUndefined();
    });
  });

  it('who delete a topic that is read are told of, and what comes into the new one is heard', async () => {
    await log.produce(topic, [record(0, 'before'), record(0, 'too')]);
    const subscription = await hear();
    await eventually(() => expect(heard).toEqual(['before', 'too']), 20_000);
    await admin.deleteTopics({ topics: [topic] });
    await eventually(() => expect(subscription.problem()).toMatch(`topic ${topic} does not exist`), 30_000);
    expect(subscription.problem()).toMatch(/start the service that owns it again/);
    await expect(log.produce(topic, [record(0, 'lost')])).rejects.toThrow(`topic ${topic} does not exist`);
    await eventually(() => log.ensureTopics([{ topic, partitions: 2 }]), 20_000);
    await eventually(() => log.produce(topic, [record(0, 'after')]), 20_000);
    await eventually(() => expect(heard).toEqual(['before', 'too', 'after']), 40_000);
    await eventually(
      () => expect([subscription.status(), subscription.problem()]).toEqual(['running', undefined]),
      20_000,
    );
  });

  it('who add partitions do no harm: the new ones are read too', async () => {
    await hear();
    await log.produce(topic, [record(0, 'a')]);
    await eventually(() => expect(heard).toEqual(['a']), 20_000);
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
    await eventually(async () => expect(await log.partitionsOf(topic)).toBe(3), 20_000);
    await eventually(() => log.produce(topic, [record(2, 'new')]), 20_000);
    await eventually(() => expect(heard).toEqual(['a', 'new']), 30_000);
  });
});
