import { describe, jest } from '@jest/globals';
import { eventLogGroupContract } from './event-log-group.contract.ts';
import { eventLogContract } from './event-log.contract.ts';
import type { EventLogHarness } from './event-log.fixture.ts';
import { kafkajsEventLog } from './kafkajs.ts';
import { silent } from './logger.ts';
import { cuttableKafkajs } from './testing/cuttable.ts';

jest.setTimeout(60_000);

const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');
const sessionTimeoutMs = 6_000;

describe('the event log on Kafka, by kafkajs', () => {
  const harness: EventLogHarness = {
    open: async () => cuttableKafkajs({ brokers, clientId: 'contract', logger: silent, sessionTimeoutMs }),
    unreachable: () => kafkajsEventLog({ brokers: ['127.0.0.1:1'], clientId: 'lost', logger: silent }),
    suffix: 'kafkajs',
    missedAfterMs: sessionTimeoutMs,
  };
  eventLogContract(harness);
  eventLogGroupContract(harness);
});
