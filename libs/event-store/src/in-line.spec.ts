import { describe, expect, it } from '@jest/globals';
import { inLine } from './in-line.ts';

const owner = {};
const turnsOf = () => {
  const seen: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      seen.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  return { seen, work };
};

describe('work in line', () => {
  it('is done one after the other for one key, also after one that failed, and each hears its own end', async () => {
    const { seen, work } = turnsOf();
    const ends = await Promise.allSettled([
      inLine(owner, 'a', work('first')),
      inLine(owner, 'a', work('second', true)),
      inLine(owner, 'a', work('third')),
    ]);
    expect(seen).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'third begins', 'third ends']);
    expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : String(end.reason)))).toEqual([
      'first',
      'Error: second',
      'third',
    ]);
  });

  it('waits for nobody of another key or owner, nor for what has ended', async () => {
    const { seen, work } = turnsOf();
    await Promise.all([inLine(owner, 'a', work('a')), inLine(owner, 'b', work('b')), inLine({}, 'a', work('c'))]);
    expect(seen.slice(0, 3)).toEqual(['a begins', 'b begins', 'c begins']);
    const late = inLine(owner, 'a', work('late'));
    expect(seen.at(-1)).toBe('late begins');
    await late;
  });
});
