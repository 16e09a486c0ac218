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
/** Past the end of this turn, and of the one in which an answer was heard. */
const turn = async () => {
  for (let ends = 0; ends < 2; ends += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('Group commit', () => {
  it('sends together what came in one turn, and the rest when there is room again', async () => {
    const { insert, started } = slowInserts();
    const group = groupCommit({ insert, sizeOf: () => 1 });
    const all = ['a', 'b'].map(group.add);
    await turn();
    all.push(group.add('c'));
    await turn();
    all.push(...['d', 'e'].map(group.add));
    await turn();
    expect(started.map(({ items }) => items)).toEqual([['a', 'b'], ['c']]);
    started[0]?.finish();
    await turn();
    expect(started[2]?.items).toEqual(['d', 'e']);
    started[1]?.finish();
    started[2]?.finish();
    expect(await Promise.all(all)).toEqual(Array(5).fill(undefined));
  });

  it('takes along whoever comes again at once when answered', async () => {
    const { insert, started } = slowInserts();
    const group = groupCommit({ insert, sizeOf: () => 1 });
    const again = ['a', 'b'].map(async (item) => {
      await group.add(item);
      return group.add(`${item} again`);
    });
    await turn();
    const waiting = group.add('c');
    started[0]?.finish();
    await turn();
    expect(started.map(({ items }) => items)).toEqual([
      ['a', 'b'],
      ['c', 'a again', 'b again'],
    ]);
    started[1]?.finish();
    await Promise.all([...again, waiting]);
  });

  it('gives each its own answer', async () => {
    const { insert, started } = slowInserts();
    const group = groupCommit({ insert, sizeOf: () => 1, inFlight: 1 });
    const all = ['a', 'b', 'c', 'd'].map(group.add);
    await turn();
    const fault = { code: 11_000, index: 'stream_versions', message: 'duplicate' };
    started[0]?.finish(new Map([[2, fault]]));
    expect(await Promise.all(all)).toEqual([undefined, undefined, fault, undefined]);
  });

  it('fails only those who travelled in the insert that failed', async () => {
    const { insert, started } = slowInserts();
    const group = groupCommit({ insert, sizeOf: () => 1, inFlight: 1 });
    const first = group.add('a');
    await turn();
    const second = group.add('b');
    started[0]?.fail(new Error('torn'));
    await expect(first).rejects.toThrow('torn');
    await turn();
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
    for (let place = 0; place < 5; place += 1) {
      await turn();
      started[place]?.finish();
    }
    await Promise.all(all);
    expect(started.map(({ items }) => items.map((item) => item[0]).join(''))).toEqual(['xab', 'c', 'd', 'efg', 'h']);
  });
});
