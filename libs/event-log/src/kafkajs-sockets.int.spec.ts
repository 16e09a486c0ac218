import { randomUUID } from 'node:crypto';
import { createConnection, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '@telemachy/testing';
import { kafkajsEventLog } from './kafkajs.ts';
import { silent } from './logger.ts';

const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');

describe('closing the event log', () => {
  it('leaves no connection open, also when it is asked something meanwhile', async () => {
    const sockets: Socket[] = [];
    const log = kafkajsEventLog({
      brokers,
      clientId: 'closing',
      logger: silent,
      socketFactory: ({ host, port, onConnect }) => {
        const socket = createConnection({ host, port }, onConnect);
        sockets.push(socket);
        return socket;
      },
    });
    const topic = `closing-${randomUUID()}`;
    await log.ensureTopics([{ topic, partitions: 2 }]);
    const asked = Array.from({ length: 6 }, () => log.endOffsets(topic));
    await log.close();
    await Promise.allSettled(asked);
    expect(sockets.length).toBeGreaterThan(0);
    await eventually(async () => expect(sockets.filter(({ destroyed }) => !destroyed)).toHaveLength(0));
  }, 60_000);

  it('refuses what is asked afterwards, however often', async () => {
    const log = kafkajsEventLog({ brokers, clientId: 'closed', logger: silent });
    await log.ping(10_000);
    await log.close();
    await expect(log.ping(10_000)).rejects.toThrow('answered within');
    await expect(log.ping(10_000)).rejects.toThrow('this client is closed');
  }, 60_000);
});
