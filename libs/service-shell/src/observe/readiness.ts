import { countParked, pendingTimers, timerBacklog } from '@telemachy/processes';
import { collectionOf, liveName, type ConsumerStatus } from '@telemachy/projections';
import type { Infrastructure } from '../infrastructure.ts';
import type { ServiceDefinition } from '../service.ts';
import type { FactsStrategy } from '../transport/facts-strategy.ts';
import { lagMeter, type Lag } from '../transport/lag.ts';
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
    for (const { group, halted } of statuses) metrics.halted.set({ consumer: group }, halted.length);
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

type Heard = Parameters<ReturnType<typeof lagMeter>>[0];
const seconds = (ms: number): number => Math.round(ms / 1000);
const told = ({ name, lag }: { readonly name: string; readonly lag: Lag }): string =>
  `${name} (${lag.records} records, the oldest for ${seconds(lag.oldestMs)} s)`;

/**
 * Two things that look alike: who is behind and moves is well, however far (a rebuild, a burst); who passes nothing although something lies there is not.
 */
export const lagCheck = (
  consumers: readonly Heard[],
  measure: (consumer: Heard) => Promise<Lag>,
  metrics: Pick<Metrics, 'lagRecords' | 'lagSeconds' | 'standstill'>,
): ReadinessCheck => ({
  name: 'consumer-lag',
  ask: async () => {
    const lags = await Promise.all(
      consumers.map(async (heard) => ({ name: collectionOf(heard), lag: await measure(heard) })),
    );
    for (const { name: consumer, lag } of lags) {
      metrics.lagRecords.set({ consumer }, lag.records);
      metrics.lagSeconds.set({ consumer }, seconds(lag.oldestMs));
      metrics.standstill.set({ consumer }, seconds(lag.standstillMs));
    }
    const stalled = lags.filter(({ lag }) => lag.standstillMs > standstillMs);
    const behind = lags.filter((one) => one.lag.records > 0 && !stalled.includes(one));
    return {
      up: stalled.length === 0,
      records: Math.max(0, ...lags.map(({ lag }) => lag.records)),
      ...(behind.length === 0 ? {} : { behind: behind.map(told).join(', ') }),
      ...(stalled.length === 0
        ? {}
        : {
            stalled: stalled
              .map((one) => `${told(one)}, nothing passed for ${seconds(one.lag.standstillMs)} s`)
              .join(', '),
          }),
    };
  },
});

/** Brings the gauges of what waits in the database up to date. */
export const backlogGauges =
  ({ name }: ServiceDefinition, { parts, documents }: Infrastructure, metrics: Metrics, consumers: readonly Heard[]) =>
  async (): Promise<void> => {
    const [parked, timers] = await Promise.all([
      countParked(parts.database),
      timerBacklog(parts.database, documents, name),
    ]);
    for (const heard of consumers) {
      const consumer = collectionOf(heard);
      const { streams, reactions } = parked(await liveName(documents, consumer));
      metrics.parkedStreams.set({ consumer }, streams);
      metrics.parkedReactions.set({ consumer }, reactions);
    }
    metrics.timersPending.set(timers.pending);
    metrics.timersOverdue.set(timers.overdue);
    metrics.timersLate.set(timers.lateSeconds);
  };

const withProblem = (problem: string | undefined): { readonly up: boolean; readonly problem?: string } =>
  problem === undefined ? { up: true } : { up: false, problem };

/** All that hears facts in a service. */
export const consumersOf = (
  { name, projections, processes }: ServiceDefinition,
  { parts }: Infrastructure,
): readonly Heard[] => {
  const reacting = processes?.(parts).map(({ process }) => process) ?? [];
  return [
    ...projections.map(({ projection }) => projection),
    ...reacting,
    ...(reacting.length === 0 ? [] : [pendingTimers(name)]),
  ];
};

/** What `/health/ready` asks: what the role of this process needs. */
export const readinessOf = (
  definition: ServiceDefinition,
  infrastructure: Infrastructure,
  strategy: FactsStrategy,
  metrics: Metrics,
): readonly ReadinessCheck[] => {
  const { parts, documents, topicOf } = infrastructure;
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
    { name: 'topic', ask: async () => withProblem(infrastructure.topicProblem()) },
    { name: 'keys', ask: async () => withProblem(infrastructure.keysProblem()) },
    ...(working ? relay(strategy, metrics) : []),
    ...(working ? [consumers(strategy, metrics, 'projections', definition.projections.length)] : []),
    ...(working && expected > 0 ? [consumers(strategy, metrics, 'processes', expected)] : []),
    lagCheck(consumersOf(definition, infrastructure), lagMeter({ log: parts.log, documents, topicOf }), metrics),
  ];
};
