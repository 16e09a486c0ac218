import { randomUUID } from 'node:crypto';
import type { EventLog } from '@telemachy/event-log';
import { until } from '../measure/until.ts';
import { timedLog } from './timed-log.ts';

/** The least that a consumer does: takes each record and parses its JSON. @returns records per second */
export const consumeAndParse = async (log: EventLog, topic: string, records: number): Promise<number> => {
  const timed = timedLog(log);
  let parsed = 0;
  const subscription = await timed.log.consume({
    group: `parse-${randomUUID()}`,
    topics: [topic],
    assigned: async (some) => some.map(() => undefined),
    batch: async (_, batch) => {
      for (const { value } of batch) if (typeof JSON.parse(value.toString()) === 'object') parsed += 1;
    },
  });
  await until(() => parsed >= records, 'every record is parsed');
  await subscription.stop();
  return timed.rate();
};
