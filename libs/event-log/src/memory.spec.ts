import { describe } from '@jest/globals';
import { eventLogContract } from './event-log.contract.ts';
import { memoryEventLog } from './memory.ts';

describe('the event log in memory', () => {
  const broker = memoryEventLog({ recordsPerBatch: 7 });
  eventLogContract({
    open: async () => {
      const log = broker.client();
      return { log, kill: log.kill };
    },
    unreachable: () => {
      const log = memoryEventLog();
      log.down(true);
      return log;
    },
    suffix: 'memory',
    missedAfterMs: 0,
  });
});
