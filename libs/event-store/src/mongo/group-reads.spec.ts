import { describe, expect, it } from '@jest/globals';
import { groupReads } from './group-reads.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Reads that end when they are told to. */
const slowly = () => {
  const asked: string[][] = [];
  const ends: (() => void)[] = [];
  const { ask } = groupReads<string, string>({
    read: (keys) =>
      new Promise((resolve, reject) => {
        asked.push([...keys]);
        const found = keys.flatMap((key) => (key === 'none' ? [] : [`${key}/2`, `${key}/1`]));
        ends.push(() => (keys.includes('bad') ? reject(new Error('no')) : resolve(found)));
      }),
    nameOfKey: (key) => key,
    nameOfFound: (found) => found.slice(0, found.indexOf('/')),
    mostKeys: 3,
  });
  return { asked, ends, ask };
};

describe('questions of one turn', () => {
  it('share a read, and each gets its own answer', async () => {
    const { asked, ends, ask } = slowly();
    const answers = Promise.all(['a', 'b', 'none'].map(ask));
    await turn();
    ends.forEach((end) => end());
    expect(await answers).toEqual([['a/2', 'a/1'], ['b/2', 'b/1'], []]);
    expect(asked).toEqual([['a', 'b', 'none']]);
  });

  it('name each key once, in groups of a limited size', async () => {
    const { asked, ends, ask } = slowly();
    const answers = Promise.all(['a', 'a', 'b', 'c', 'd'].map(ask));
    await turn();
    ends.forEach((end) => end());
    await answers;
    expect(asked).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('never join a read that began before they were asked, nor wait for one that hangs', async () => {
    const { asked, ends, ask } = slowly();
    const hanging = ask('a');
    await turn();
    const later = ask('a');
    await turn();
    ends[1]?.();
    expect(await later).toEqual(['a/2', 'a/1']);
    expect(asked).toEqual([['a'], ['a']]);
    ends[0]?.();
    await hanging;
  });

  it('fail together, and alone', async () => {
    const { ends, ask } = slowly();
    const failing = Promise.allSettled([ask('bad'), ask('a')]);
    await turn();
    const other = ask('b');
    await turn();
    ends.forEach((end) => end());
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await other).toEqual(['b/2', 'b/1']);
  });
});
