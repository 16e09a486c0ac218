import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Numbers of one service process. Labels are route templates, names and codes: never an id, a tenant or a personal value. */
export const createMetrics = (service: string) => {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name: `telemachy_${name}`, help, labelNames, registers });
  return {
    registry,
    httpDuration: new Histogram({
      name: 'telemachy_http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    refusedByLimit: new Counter({
      name: 'telemachy_rate_limited_total',
      help: 'Requests answered 429, by route and the quota that was used up',
      labelNames: ['route', 'reason'],
      registers,
    }),
    appends: new Counter({
      name: 'telemachy_appends_total',
      help: 'Commits offered to the store, by kind of stream and outcome',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    facts: new Counter({
      name: 'telemachy_facts_total',
      help: 'Facts that the store took, by type',
      labelNames: ['type'],
      registers,
    }),
    lagRecords: gauge('consumer_lag_records', 'Records that a projection or process has not passed yet', ['consumer']),
    lagSeconds: gauge('consumer_lag_seconds', 'How long the oldest of them has been there, as far as was looked', [
      'consumer',
    ]),
    standstill: gauge('consumer_standstill_seconds', 'How long nothing was passed although something is there', [
      'consumer',
    ]),
    rebalances: new Counter({
      name: 'telemachy_rebalances_total',
      help: 'How often the partitions of a consumer of this process were shared anew',
      labelNames: ['group'],
      registers,
    }),
    parkedStreams: gauge('parked_streams', 'Streams set aside now', ['consumer']),
    parkedReactions: gauge(
      'parked_reactions',
      'Commands and timers of processes given up and waiting for an operator',
      ['consumer'],
    ),
    timersPending: gauge('timers_pending', 'Timers neither fired nor cancelled'),
    timersOverdue: gauge('timers_overdue', 'Timers whose time has come and that are not fired yet'),
    timersLate: gauge('timers_late_seconds', 'How late the first of them is'),
    halted: gauge('halted_partitions', 'Partitions that stand still because facts are missing', ['consumer']),
    unsequencedAge: gauge('unsequenced_age_seconds', 'Age of the oldest commit without a position'),
    unpublished: gauge('unpublished_facts', 'Facts that have a position and are not on Kafka yet'),
  };
};
export type Metrics = ReturnType<typeof createMetrics>;
