import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Lag } from '../transport/lag.ts';
import { createMetrics } from './metrics.ts';
import { lagCheck } from './readiness.ts';

const named = (name: string) => ({ name, version: 1, hears: ['goals.goal-set.v1'] });
const lags: Readonly<Record<string, Lag>> = {
  well: { records: 0, oldestMs: 0, standstillMs: 0 },
  slow: { records: 90_000, oldestMs: 600_000, standstillMs: 900 },
  stuck: { records: 3, oldestMs: 45_000, standstillMs: 41_000 },
};
const asked = async (...names: string[]) => {
  const metrics = createMetrics('goals');
  const check = lagCheck(
    names.map(named),
    async ({ name }) => lags[name] ?? { records: 0, oldestMs: 0, standstillMs: 0 },
    metrics,
  );
  return { told: await check.ask(), text: await metrics.registry.metrics() };
};

describe('the lag of consumers', () => {
  it('is well while they move, however far behind they are', async () => {
    expect((await asked('well')).told).toEqual({ up: true, records: 0 });
    expect((await asked('well', 'slow')).told).toEqual({
      up: true,
      records: 90_000,
      behind: 'slow.v1 (90000 records, the oldest for 600 s)',
    });
  });

  it('is a standstill where the head moves and they do not', async () => {
    const { told, text } = await asked('slow', 'stuck');
    expect(told).toEqual({
      up: false,
      records: 90_000,
      behind: 'slow.v1 (90000 records, the oldest for 600 s)',
      stalled: 'stuck.v1 (3 records, the oldest for 45 s), nothing passed for 41 s',
    });
    expect(text).toMatch(/telemachy_consumer_lag_seconds\{consumer="slow\.v1",service="goals"\} 600/);
    expect(text).toMatch(/telemachy_consumer_standstill_seconds\{consumer="stuck\.v1",service="goals"\} 41/);
  });
});

describe('the page of metrics', () => {
  it('has a row for each of ours, and no other', async () => {
    const page = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `(telemachy_\w+)`/gm)].map(([, name]) => name);
    const ours = (await createMetrics('goals').registry.getMetricsAsJSON()).map(({ name }) => name);
    expect(rows.toSorted()).toEqual(ours.filter((name) => name.startsWith('telemachy_')).toSorted());
  });
});
