import type { EventLog } from '@telemachy/event-log';

/** A log whose consumer is timed from the first batch it is handed to the end of the last, so that joining the group counts for nobody. */
export const timedLog = (log: EventLog) => {
  let begun: number | undefined;
  let ended = 0;
  let records = 0;
  return {
    log: {
      ...log,
      consume: (options: Parameters<EventLog['consume']>[0]) =>
        log.consume({
          ...options,
          batch: async (partition, batch, signal) => {
            begun ??= performance.now();
            await options.batch(partition, batch, signal);
            records += batch.length;
            ended = performance.now();
          },
        }),
    } satisfies EventLog,
    records: () => records,
    /** Records per second. */
    rate: () => (1000 * records) / (ended - (begun ?? ended)),
  };
};
