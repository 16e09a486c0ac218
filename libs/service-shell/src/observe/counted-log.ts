import type { EventLog } from '@telemachy/event-log';
import type { Metrics } from './metrics.ts';

/** Kafka, with every sharing anew of a consumer's partitions counted. */
export const countedLog = (log: EventLog, { rebalances }: Pick<Metrics, 'rebalances'>): EventLog => ({
  ...log,
  consume: (options) =>
    log.consume({
      ...options,
      onStatus: (status) => {
        if (status === 'rebalancing') rebalances.inc({ group: options.group });
        options.onStatus?.(status);
      },
    }),
});
