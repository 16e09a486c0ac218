import { setTimeout as pause } from 'node:timers/promises';
import type { EventLog, LogRecord } from '../port.ts';

const recordOf = (partition: number, number: number, padding: number): LogRecord => ({
  partition,
  key: `t|${partition}`,
  value: JSON.stringify(number),
  headers: { ce_type: 'x.counted.v1', padding: 'x'.repeat(padding) },
});

/**
 * Sends 0, 1, 2 … to each partition, as a publisher does: one send at a time, and the same one again until it is acknowledged.
 *
 * @param tries a send that fails so often in a row fails for good
 */
export const numberedSender = (log: EventLog, topic: string, partitions: number, tries = 300) => {
  let sent = 0;
  let rejected = 0;
  const send = async (count: number, padding = 0): Promise<void> => {
    const records = Array.from({ length: partitions }, (_, partition) =>
      Array.from({ length: count }, (__, index) => recordOf(partition, sent + index, padding)),
    ).flat();
    for (let attempt = 1; ; attempt += 1) {
      try {
        await log.produce(topic, records);
        sent += count;
        return;
      } catch (error) {
        rejected += 1;
        if (attempt >= tries) throw error;
        await pause(100);
      }
    }
  };
  return {
    send,
    /** How many each partition was sent, and acknowledged. */
    sent: () => sent,
    /** How many sends failed, and were sent again. */
    rejected: () => rejected,
    /** Goes on sending while something else happens, and a little longer. */
    during: async (act: () => Promise<unknown>): Promise<void> => {
      const over = new AbortController();
      const acting = act().finally(() => over.abort());
      while (!over.signal.aborted) {
        await send(5);
        await pause(20);
      }
      await acting;
      await send(5);
    },
  };
};
