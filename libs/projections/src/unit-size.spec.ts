import { describe, expect, it } from '@jest/globals';
import { firstUnit, nextUnit } from './unit-size.ts';

describe('a unit of work', () => {
  it('grows while full ones are quick, to what one fetch brings', () => {
    const sizes = [firstUnit];
    for (let n = 0; n < 4; n += 1) sizes.push(nextUnit(sizes.at(-1) ?? 0, sizes.at(-1) ?? 0, 100));
    expect(sizes).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  it('stays while few facts come, or full ones take their time', () => {
    expect(nextUnit(firstUnit, 3, 5)).toBe(1_000);
    expect(nextUnit(firstUnit, 1_000, 1_500)).toBe(1_000);
  });

  it('shrinks while it takes long, however few facts it holds, and never to nothing', () => {
    let size = 5_000;
    for (let n = 0; n < 9; n += 1) size = nextUnit(size, 1, 3_000);
    expect(size).toBe(250);
  });
});
