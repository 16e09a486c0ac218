import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { describe, jest } from '@jest/globals';
import { eventLogGroupContract } from './event-log-group.contract.ts';
import { eventLogContract } from './event-log.contract.ts';
import type { EventLogHarness } from './event-log.fixture.ts';
import { kafkajsEventLog } from './kafkajs.ts';
import { silent } from './logger.ts';

jest.setTimeout(60_000);

const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');
const sessionTimeoutMs = 6_000;

/** A client whose connections can be cut: what the broker sees of a killed process, and the client of a network that is away. */
const open = async () => {
  const sockets = new Set<Socket>();
  let away = false;
  const log = kafkajsEventLog({
    brokers,
    clientId: 'contract',
    logger: silent,
    sessionTimeoutMs,
    socketFactory: ({ host, port, onConnect }) => {
      const socket = createConnection({ host, port }, onConnect);
      if (away) socket.destroy(new Error('the network is cut'));
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
  });
  const cut = (is: boolean): void => {
    away = is;
    if (away) for (const socket of sockets) socket.destroy(new Error('the network is cut'));
  };
  return { log, cut, kill: async () => cut(true) };
};

describe('the event log on Kafka, by kafkajs', () => {
  const harness: EventLogHarness = {
    open,
    unreachable: () => kafkajsEventLog({ brokers: ['127.0.0.1:1'], clientId: 'lost', logger: silent }),
    suffix: 'kafkajs',
    missedAfterMs: sessionTimeoutMs,
  };
  eventLogContract(harness);
  eventLogGroupContract(harness);
});
