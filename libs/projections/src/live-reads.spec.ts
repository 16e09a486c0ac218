import { describe, expect, it } from '@jest/globals';
import type { Generations } from './generations.ts';
import { liveReads } from './live-reads.ts';

const generation = (live: number): Generations => ({ model: 'board.v1', live, highest: live });

/** A database that is asked when the test says so. */
const asked = () => {
  let live = 1;
  let questions = 0;
  const reads = liveReads({
    generations: async () => {
      questions += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return [generation(live)];
    },
  });
  return { reads, flip: (to: number) => (live = to), questions: () => questions };
};

describe('reading a read model', () => {
  it('reads the first generation where it was never rebuilt', async () => {
    const reads = liveReads({ generations: async () => [] });
    expect(await reads.from('board.v1', async (name) => name)).toBe('board.v1');
  });

  it('never answers from a generation that had been replaced before the question', async () => {
    const { reads, flip } = asked();
    expect(await reads.from('board.v1', async (name) => name)).toBe('board.v1');
    flip(2);
    expect(await reads.from('board.v1', async (name) => name)).toBe('board.v1~2');
    flip(1);
    expect(await reads.from('board.v1', async (name) => name)).toBe('board.v1');
  });

  it('asks once for all who ask at once, and anew for who asks later', async () => {
    const { reads, flip, questions } = asked();
    const names = await Promise.all(Array.from({ length: 50 }, () => reads.from('board.v1', async (name) => name)));
    expect([new Set(names).size, questions()]).toEqual([1, 1]);
    const early = reads.from('board.v1', async (name) => name);
    await Promise.resolve();
    flip(2);
    const late = reads.from('board.v1', async (name) => name);
    await early;
    expect([await late, questions()]).toEqual(['board.v1~2', 3]);
  });

  it('fails when the database does not answer, and works when it does again', async () => {
    let down = true;
    const reads = liveReads({
      generations: async () => {
        if (down) throw new Error('no primary');
        return [];
      },
    });
    await expect(reads.from('board.v1', async (name) => name)).rejects.toThrow('no primary');
    down = false;
    expect(await reads.from('board.v1', async (name) => name)).toBe('board.v1');
  });
});
