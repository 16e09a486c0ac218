import { describe, expect, it } from '@jest/globals';
import { faultsOf, ordered } from './windows.ts';

describe('windows of a week', () => {
  it('may touch, and may repeat on other days', () =>
    expect(
      faultsOf([
        { day: 1, from: '09:00', to: '10:00' },
        { day: 1, from: '10:00', to: '24:00' },
        { day: 2, from: '09:30', to: '10:30' },
      ]),
    ).toEqual([]));

  it('name a window that ends before it starts, or when it starts', () =>
    expect(
      faultsOf([
        { day: 1, from: '10:00', to: '09:00' },
        { day: 2, from: '10:00', to: '10:00' },
        { day: 3, from: '24:00', to: '24:00' },
      ]),
    ).toEqual([0, 1, 2].map((index) => ({ index, field: 'to', reason: 'ends-before-it-starts' }))));

  it('name the later one of two that overlap', () =>
    expect(
      faultsOf([
        { day: 1, from: '09:00', to: '12:00' },
        { day: 1, from: '11:59', to: '13:00' },
      ]),
    ).toEqual([{ index: 1, field: 'from', reason: 'overlaps' }]));

  it('are the same in any order', () =>
    expect(
      ordered([
        { day: 2, from: '09:00', to: '10:00' },
        { day: 1, from: '12:00', to: '13:00' },
        { day: 1, from: '09:00', to: '10:00' },
      ]).map(({ day, from }) => `${day} ${from}`),
    ).toEqual(['1 09:00', '1 12:00', '2 09:00']));
});
