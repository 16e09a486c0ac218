import { describe, expect, it } from '@jest/globals';
import { median, percentile, spreadOf } from './statistics.ts';

describe('statistics', () => {
  it('take the nearest rank', () => {
    const values = [5, 1, 4, 2, 3];
    expect([median(values), percentile(values, 99), percentile(values, 1), spreadOf(values)]).toEqual([
      3,
      5,
      1,
      [1, 5],
    ]);
  });

  it('say so where nothing was measured', () => {
    expect(() => median([])).toThrow('nothing was measured');
  });
});
