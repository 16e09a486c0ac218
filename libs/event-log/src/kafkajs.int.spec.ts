import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { describe, jest } from '@jest/globals';
import { eventLogContract } from './event-log.contract.ts';
import { kafkaEventLog } from './kafkajs.ts';
import { silent } from './logger.ts';

jest.setTimeout(60_000);

const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');
const sessionTimeoutMs = 6_000;

/** A client whose connections can be cut for good: what the broker sees of a killed process. */
const open = async () => {
  const sockets = new Set<Socket>();
  let cut = false;
  const log = kafkaEventLog({
    brokers,
    clientId: 'contract',
    logger: silent,
    sessionTimeoutMs,
    socketFactory: ({ host, port, onConnect }) => {
      if (cut) throw new Error('the network is cut');
      const socket = createConnection({ host, port }, onConnect);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
  });
  const kill = async () => {
    cut = true;
    for (const socket of sockets) socket.destroy(new Error('the network is cut'));
  };
  return { log, kill };
};

describe('the event log on Kafka, by kafkajs', () => {
  eventLogContract({
    open,
    unreachable: () => kafkaEventLog({ brokers: ['127.0.0.1:1'], clientId: 'lost', logger: silent }),
    suffix: 'kafkajs',
    missedAfterMs: sessionTimeoutMs,
  });
});
