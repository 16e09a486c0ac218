import { expect, it } from '@jest/globals';
import { memoryEventLog, type EventLog, type SubscriptionStatus } from '@telemachy/event-log';
import { countedLog } from './counted-log.ts';
import { createMetrics } from './metrics.ts';

it('A consumer whose partitions are shared anew is counted by its group, and its owner still hears of it', async () => {
  const metrics = createMetrics('goals');
  const heard: SubscriptionStatus[] = [];
  let say: ((status: SubscriptionStatus) => void) | undefined;
  const watched: EventLog = {
    ...memoryEventLog(),
    consume: async (options) => {
      say = options.onStatus;
      return { status: () => 'running', problem: () => undefined, stop: async () => undefined };
    },
  };
  await countedLog(watched, metrics).consume({
    group: 'goals.board.v1',
    topics: [],
    assigned: async () => [],
    batch: async () => undefined,
    onStatus: (status) => heard.push(status),
  });
  for (const status of ['running', 'rebalancing', 'running', 'rebalancing'] as const) say?.(status);
  expect(heard).toEqual(['running', 'rebalancing', 'running', 'rebalancing']);
  expect(await metrics.registry.getSingleMetricAsString('telemachy_rebalances_total')).toMatch(
    /\{group="goals\.board\.v1"(,service="goals")?\} 2/,
  );
});
