import { describe, expect, it } from '@jest/globals';
import { alternate } from './rounds.ts';

describe('contenders', () => {
  it('take turns, every second round backwards, and the first round is not counted', async () => {
    const order: string[] = [];
    const results = await alternate(
      {
        one: async () => order.push('one'),
        other: async () => order.push('other'),
      },
      2,
    );
    expect(order).toEqual(['one', 'other', 'other', 'one', 'one', 'other']);
    expect(results).toEqual({ one: [4, 5], other: [3, 6] });
  });
});
