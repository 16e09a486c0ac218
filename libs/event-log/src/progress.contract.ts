import { beforeEach, expect, it } from '@jest/globals';
import type { Progress } from './progress.ts';

const at = (position: number) => ({ position, partitionseqs: [position, 0] });

/** What every memory of the publisher keeps to. `open` gives an empty one. */
export const progressContract = (open: () => Promise<Progress>): void => {
  let progress: Progress;
  beforeEach(async () => {
    progress = await open();
  });

  it('knows nothing of a topic at first', async () => {
    expect(await progress.read('t')).toBeUndefined();
  });
  it('moves on from what was saved, topic by topic', async () => {
    expect(await progress.save('t', undefined, at(3))).toBe(true);
    expect(await progress.save('t', at(3), at(5))).toBe(true);
    expect(await progress.save('other', undefined, at(1))).toBe(true);
    expect(await progress.read('t')).toEqual(at(5));
  });
  it('does not move on from what somebody else has left behind', async () => {
    await progress.save('t', undefined, at(3));
    expect(await progress.save('t', undefined, at(1))).toBe(false);
    expect(await progress.save('t', at(2), at(9))).toBe(false);
    expect(await progress.read('t')).toEqual(at(3));
  });
  it('begins for one of two who begin at the same moment', async () => {
    const begun = await Promise.all([progress.save('t', undefined, at(1)), progress.save('t', undefined, at(2))]);
    expect(begun.filter(Boolean)).toHaveLength(1);
  });
};
