import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Numbers of one service process. Labels are route templates, names and codes: never an id, a tenant or a personal value. */
export const createMetrics = (service: string) => {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    httpDuration: new Histogram({
      name: 'telemachy_http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    commands: new Counter({
      name: 'telemachy_commands_total',
      help: 'Commands by stream kind and what became of them',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    projectionLag: new Gauge({
      name: 'telemachy_projection_lag_records',
      help: 'Records of the topics that a projection has not folded yet',
      labelNames: ['projection'],
      registers,
    }),
    relayLag: new Gauge({
      name: 'telemachy_relay_lag_facts',
      help: 'Facts in the store that are not on Kafka yet',
      labelNames: ['stage'],
      registers,
    }),
  };
};
export type Metrics = ReturnType<typeof createMetrics>;
