import { describe, jest } from '@jest/globals';
import { eventLogGroupContract } from './event-log-group.contract.ts';
import { eventLogContract } from './event-log.contract.ts';
import type { EventLogHarness } from './event-log.fixture.ts';
import { silent } from './logger.ts';
import { platformaticEventLog } from './platformatic.ts';
import { cuttablePlatformatic } from './testing/cuttable.ts';

jest.setTimeout(60_000);

const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');
const sessionTimeoutMs = 6_000;

describe.each([
  ['members without a fixed place', () => undefined],
  ['members with fixed places', () => `place-${Math.random().toString(36).slice(2)}`],
])('the event log on Kafka, by @platformatic/kafka, %s', (_, place) => {
  const harness: EventLogHarness = {
    open: async () =>
      cuttablePlatformatic({ brokers, clientId: 'contract', logger: silent, sessionTimeoutMs, instance: place() }),
    unreachable: () => platformaticEventLog({ brokers: ['127.0.0.1:1'], clientId: 'lost', logger: silent }),
    suffix: 'platformatic',
    missedAfterMs: sessionTimeoutMs,
  };
  eventLogContract(harness);
  eventLogGroupContract(harness);
});
