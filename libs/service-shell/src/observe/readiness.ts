import { collectionOf, type ConsumerStatus } from '@telemachy/projections';
import type { Infrastructure } from '../infrastructure.ts';
import type { ServiceDefinition } from '../service.ts';
import type { FactsStrategy } from '../transport/facts-strategy.ts';
import { lagMeter } from '../transport/lag.ts';
import type { ReadinessCheck } from './health.ts';
import type { Metrics } from './metrics.ts';

/** A read model that folds nothing this long, with records before it, is stuck; one that moves may lag as far as it must (a rebuild). */
const standstillMs = 30_000;
const pingMs = 2000;

const wellConsumed = ({ subscription, halted }: ConsumerStatus): boolean =>
  (subscription === 'running' || subscription === 'rebalancing') && halted.length === 0;

type Kind = 'projections' | 'processes';
const consumers = (strategy: FactsStrategy, metrics: Metrics, kind: Kind, expected: number): ReadinessCheck => ({
  name: kind,
  ask: async () => {
    const statuses = strategy.atWork[kind].map((running) => running.status());
    for (const { group, parked, halted } of statuses) {
      metrics.parked.set({ consumer: group }, parked);
      metrics.halted.set({ consumer: group }, halted.length);
    }
    const unwell = statuses
      .filter((status) => !wellConsumed(status))
      .map(({ group, subscription }) => `${group} (${subscription})`);
    return {
      up: statuses.length === expected && unwell.length === 0,
      parked: statuses.reduce((sum, { parked }) => sum + parked, 0),
      ...(unwell.length === 0 ? {} : { unwell: unwell.join(', ') }),
    };
  },
});

const relay = (strategy: FactsStrategy, metrics: Metrics): readonly ReadinessCheck[] => [
  {
    name: 'sequencer',
    ask: async () => {
      const status = strategy.atWork.relay?.sequencer.status();
      if (status === undefined) return { up: false };
      metrics.unsequencedAge.set(status.unsequencedAgeMs / 1000);
      return { up: status.role !== 'failing', role: status.role, unsequencedAgeMs: status.unsequencedAgeMs };
    },
  },
  {
    name: 'publisher',
    ask: async () => {
      const status = strategy.atWork.relay?.publisher.status();
      if (status === undefined) return { up: false };
      metrics.unpublished.set(status.lag);
      return { up: status.role !== 'failing', role: status.role, lag: status.lag };
    },
  },
];

const lag = (definition: ServiceDefinition, infrastructure: Infrastructure, metrics: Metrics): ReadinessCheck => {
  const { parts, documents, topicOf } = infrastructure;
  const measure = lagMeter({ log: parts.log, documents, topicOf });
  return {
    name: 'projection-lag',
    ask: async () => {
      const lags = await Promise.all(
        definition.projections.map(async ({ projection }) => {
          const found = await measure(projection);
          metrics.projectionLag.set({ projection: collectionOf(projection) }, found.records);
          return { name: projection.name, ...found };
        }),
      );
      const stuck = lags.filter((each) => each.standstillMs > standstillMs).map(({ name }) => name);
      return {
        up: stuck.length === 0,
        records: Math.max(0, ...lags.map(({ records }) => records)),
        ...(stuck.length === 0 ? {} : { stuck: stuck.join(', ') }),
      };
    },
  };
};

/** What `/health/ready` asks: what the role of this process needs. */
export const readinessOf = (
  definition: ServiceDefinition,
  infrastructure: Infrastructure,
  strategy: FactsStrategy,
  metrics: Metrics,
): readonly ReadinessCheck[] => {
  const { parts } = infrastructure;
  const working = parts.config.ROLE !== 'api';
  const expected = definition.processes?.(parts).length ?? 0;
  return [
    {
      name: 'mongodb',
      ask: async () => {
        await parts.database.command({ ping: 1 });
        return { up: strategy.prepared };
      },
    },
    {
      name: 'kafka',
      ask: async () => {
        await parts.log.ping(pingMs);
        return { up: true };
      },
    },
    ...(working ? relay(strategy, metrics) : []),
    ...(working ? [consumers(strategy, metrics, 'projections', definition.projections.length)] : []),
    ...(working && expected > 0 ? [consumers(strategy, metrics, 'processes', expected)] : []),
    lag(definition, infrastructure, metrics),
  ];
};
