import { describe, expect, it } from '@jest/globals';
import { atLeast, atLeastTimes, atMost, atMostTimes, either, notRun, rowOf } from './row.ts';

const ours = { name: 'append', unit: 'facts/s', values: [100, 300, 200] };

describe('a row', () => {
  it('compares round by round, so that a slow round is slow for both', () => {
    const row = rowOf({ ...ours, against: { name: 'Emmett', values: [10, 10, 10] }, target: atLeastTimes(12) });
    expect(row).toEqual({
      name: 'append',
      value: 200,
      unit: 'facts/s',
      against: 'Emmett',
      ratio: 20,
      target: '≥ 12×',
      holds: true,
      spread: [10, 30],
    });
  });

  it('stands alone where there is nobody to compare with', () => {
    expect(rowOf(ours)).toMatchObject({
      value: 200,
      against: '',
      ratio: null,
      target: '',
      holds: null,
      spread: [100, 300],
    });
  });

  it.each([
    [atMostTimes(1.2), 1.3, false],
    [atMostTimes(1.2), 1.1, true],
    [either(atLeast(15_000, 'facts/s'), atLeastTimes(0.8)), 0.9, true],
    [either(atLeast(15_000, 'facts/s'), atLeastTimes(0.8)), 0.7, false],
  ])('holds $text or does not', (target, ratio, holds) => {
    const against = { name: 'another', values: ours.values.map((value) => value / ratio) };
    expect(rowOf({ ...ours, against, target }).holds).toBe(holds);
  });

  it('measures a limit by the value', () => {
    expect(rowOf({ ...ours, target: atMost(150, 'ms') }).holds).toBe(false);
    expect(rowOf({ ...ours, target: atLeast(150, 'facts/s') })).toMatchObject({ holds: true, target: '≥ 150 facts/s' });
  });

  it('does not hold where it was not run, and says what it needs', () => {
    expect(notRun('append', 'facts/s', 'a peer', atLeastTimes(12))).toMatchObject({
      value: null,
      against: 'not run: needs a peer',
      holds: false,
    });
  });
});
