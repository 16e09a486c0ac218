import { describe, expect, it } from '@jest/globals';
import { failuresIn, tableOf, tallyOf } from './report.ts';

const run = { service: 'goals', asked: { name: 'mentee', token: '' } } as const;
const report = (changed: object = {}): string =>
  JSON.stringify({
    running_time: 12.3,
    operations: { total: 12, selected: 12, tested: 12 },
    test_cases: { generated: 900, with_failures: 0, unique_failures: 0, errored: 0 },
    errors: [],
    ...changed,
  });

describe('the tally of a run', () => {
  it('is what the report counts', () =>
    expect(tallyOf(run, report(), 0)).toEqual({
      service: 'goals',
      as: 'mentee',
      operations: 12,
      tested: 12,
      cases: 900,
      failures: 0,
      seconds: 12.3,
    }));

  it.each([
    ['each failure', { test_cases: { generated: 9, unique_failures: 2, errored: 0 } }, 1, 2],
    ['each request that could not be made', { errors: [{}, {}, {}] }, 1, 3],
    ['each operation that was not asked', { operations: { selected: 12, tested: 11 } }, 0, 1],
    ['an exit code that nothing explains', {}, 2, 1],
  ])('counts %s as a failure', (_, changed, exitCode, failures) =>
    expect(tallyOf(run, report(changed), exitCode).failures).toBe(failures),
  );

  it('is none where the report is none', () => expect(() => tallyOf(run, '{}', 0)).toThrow());
});

describe('the table', () => {
  it('says how many operations were asked, and adds up', () => {
    const tally = tallyOf(run, report(), 0);
    const lines = tableOf([tally, { ...tally, service: 'matching', tested: 10, failures: 2 }]).split('\n');
    expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['service', 'asked as', 'operations', 'cases', 'failures', 'seconds'],
      ['goals', 'mentee', '12', '900', '0', '12'],
      ['matching', 'mentee', '10 of 12', '900', '2', '12'],
      ['all', '24', '1800', '2'],
    ]);
  });
});

describe('the failures of a run', () => {
  it('are what stands between their heading and the next', () =>
    expect(
      failuresIn('=== Stateful ===\n\n=== FAILURES ===\n_ GET /x _\n1. no\n=== WARNINGS ===\n=== SUMMARY ===\n'),
    ).toBe('_ GET /x _\n1. no'));
  it('are none where there is no heading', () => expect(failuresIn('=== SUMMARY ===\n')).toBe(''));
});
