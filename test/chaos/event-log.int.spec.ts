import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { memoryEventLog, silent } from '@telemachy/event-log';
import { cuttableKafkajs, cuttablePlatformatic, eventLogChaos } from '@telemachy/event-log/testing';
import { hasOwnKafka, startOwnKafka, type OwnKafka } from '@telemachy/infra/own-kafka';

const sessionTimeoutMs = 6_000;
const seed = Number(process.env['TELEMACHY_CHAOS_SEED'] ?? 4711);
const common = { suffix: 'chaos', seed };

describe('the event log in memory', () => {
  const broker = memoryEventLog({ recordsPerBatch: 7 });
  eventLogChaos({
    ...common,
    open: async () => {
      const log = broker.client();
      return { log, kill: log.kill, cut: log.down };
    },
    restartBroker: async () => {
      broker.down(true);
      await pause(100);
      broker.down(false);
    },
    missedAfterMs: 0,
  });
});

// Without a broker of our own there is nothing we may put faults into: counted as skipped.
const withOwnKafka = hasOwnKafka() ? describe : describe.skip;

const clients = [
  ['kafkajs', cuttableKafkajs, false],
  ['@platformatic/kafka with fixed places', cuttablePlatformatic, true],
  ['@platformatic/kafka', cuttablePlatformatic, false],
] as const;

withOwnKafka.each(process.env['TELEMACHY_CHAOS'] === 'all' ? clients : clients.slice(0, 2))(
  'the event log on a Kafka of its own, by %s',
  (_, cuttable, hasPlaces) => {
    let kafka: OwnKafka;
    beforeAll(async () => {
      kafka = await startOwnKafka();
    }, 90_000);
    afterAll(() => kafka.stop(), 60_000);

    eventLogChaos({
      ...common,
      open: async () =>
        cuttable({
          brokers: kafka.brokers,
          clientId: 'chaos',
          logger: silent,
          sessionTimeoutMs,
          instance: hasPlaces ? `place-${crypto.randomUUID()}` : undefined,
        }),
      restartBroker: () => kafka.killed(),
      missedAfterMs: sessionTimeoutMs,
    });
  },
);
