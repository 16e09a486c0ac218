import { describe, expect, it } from '@jest/globals';
import { latestOnly } from './latest-only.ts';

const ignored = (): void => {};

describe('Work that may be lost', () => {
  it('is done one at a time, and only the latest of each name', async () => {
    const done: string[] = [];
    const works = latestOnly(ignored);
    let atOnce = 0;
    const work = (what: string) => async () => {
      atOnce += 1;
      expect(atOnce).toBe(1);
      await Promise.resolve();
      done.push(what);
      atOnce -= 1;
    };
    works.add('a', work('a1'));
    works.add('b', work('b1'));
    works.add('b', work('b2'));
    works.add('c', work('c1'));
    await works.settled();
    expect(done).toEqual(['a1', 'b2', 'c1']);
    works.add('a', work('a2'));
    await works.settled();
    expect(done.at(-1)).toBe('a2');
  });

  it('is dropped where too much waits', async () => {
    const done: number[] = [];
    const works = latestOnly(ignored, 3);
    for (let n = 0; n < 10; n += 1) works.add(String(n), async () => void done.push(n));
    await works.settled();
    expect(done).toEqual([0, 1, 2, 3]);
  });

  it('tells what failed, and goes on', async () => {
    const faults: unknown[] = [];
    const works = latestOnly((fault) => faults.push(fault));
    works.add('a', async () => {
      throw new Error('no');
    });
    let done = false;
    works.add('b', async () => void (done = true));
    await works.settled();
    expect([faults.map(String), done]).toEqual([['Error: no'], true]);
  });
});
