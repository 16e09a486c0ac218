import { describe } from '@jest/globals';
import { eventLogGroupContract } from './event-log-group.contract.ts';
import { eventLogContract } from './event-log.contract.ts';
import type { EventLogHarness } from './event-log.fixture.ts';
import { memoryEventLog } from './memory.ts';

describe('the event log in memory', () => {
  const broker = memoryEventLog({ recordsPerBatch: 7 });
  const harness: EventLogHarness = {
    open: async () => {
      const log = broker.client();
      return { log, kill: log.kill, cut: log.down };
    },
    unreachable: () => {
      const log = memoryEventLog();
      log.down(true);
      return log;
    },
    suffix: 'memory',
    missedAfterMs: 0,
  };
  eventLogContract(harness);
  eventLogGroupContract(harness);
});
