import { describe, expect, it } from '@jest/globals';
import { groupCommit, type InsertFault } from './group-commit.ts';

/** Inserts that wait until they are let through. */
const slowInserts = () => {
  const started: {
    items: readonly string[];
    finish: (faults?: Map<number, InsertFault>) => void;
    fail: (error: Error) => void;
  }[] = [];
  const insert = (items: readonly string[]) =>
    new Promise<ReadonlyMap<number, InsertFault>>((resolve, reject) => {
      started.push({ items, finish: (faults = new Map()) => resolve(faults), fail: reject });
    });
  return { insert, started };
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('Group commit', () => {
  it('sends the first two at once and the rest together when one of them is done', async () => {
    const { insert, started } = slowInserts();
    const group = groupCommit({ insert, sizeOf: () => 1 });
    const all = ['a', 'b', 'c', 'd', 'e'].map(group.add);
    expect(started.map(({ items }) => items)).toEqual([['a'], ['b']]);
    started[0]?.finish();
    await turn();
    expect(started[2]?.items).toEqual(['c', 'd', 'e']);
    started[1]?.finish();
    started[2]?.finish();
    expect(await Promise.all(all)).toEqual(Array(5).fill(undefined));
  });

  it('gives each its own answer', async () => {
    const { insert, started } = slowInserts();
    const group = groupCommit({ insert, sizeOf: () => 1, inFlight: 1 });
    const all = ['a', 'b', 'c', 'd'].map(group.add);
    started[0]?.finish();
    await turn();
    const fault = { code: 11_000, index: 'stream_versions', message: 'duplicate' };
    started[1]?.finish(new Map([[1, fault]]));
    expect(await Promise.all(all)).toEqual([undefined, undefined, fault, undefined]);
  });

  it('fails only those who travelled in the insert that failed', async () => {
    const { insert, started } = slowInserts();
    const group = groupCommit({ insert, sizeOf: () => 1, inFlight: 1 });
    const [first, second] = ['a', 'b'].map(group.add);
    started[0]?.fail(new Error('torn'));
    await expect(first).rejects.toThrow('torn');
    started[1]?.finish();
    expect(await second).toBeUndefined();
  });

  it('keeps an insert within its limits, and sends a large item alone', async () => {
    const { insert, started } = slowInserts();
    const group = groupCommit({
      insert,
      sizeOf: (item: string) => item.length,
      inFlight: 1,
      mostItems: 3,
      mostSize: 10,
    });
    const all = ['x', 'aaaa', 'bbbb', 'cccc', 'd'.repeat(50), 'e', 'f', 'g', 'h'].map(group.add);
    for (let place = 0; place < 6; place += 1) {
      started[place]?.finish();
      await turn();
    }
    await Promise.all(all);
    expect(started.map(({ items }) => items.map((item) => item[0]).join(''))).toEqual([
      'x',
      'ab',
      'c',
      'd',
      'efg',
      'h',
    ]);
  });
});
