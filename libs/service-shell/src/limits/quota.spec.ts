import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Quota } from './quota.ts';

describe('a quota', () => {
  let quota: Quota;
  beforeEach(() => {
    jest.useFakeTimers();
    quota = new Quota({ name: 'person-read', quota: 2, windowSeconds: 60 });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('says what it is and what is left of it, as the draft writes it', async () => {
    expect(quota.policy).toBe('"person-read";q=2;w=60');
    const left = await quota.count('ada');
    await jest.advanceTimersByTimeAsync(20_500);
    expect([quota.state(left), quota.state(await quota.count('ada'))]).toEqual([
      '"person-read";r=1;t=60',
      '"person-read";r=0;t=40',
    ]);
  });
  it('is exceeded by one too many, until its window ends', async () => {
    const counted = [await quota.count('ada'), await quota.count('ada'), await quota.count('ada')];
    expect(counted.map(({ exceeded }) => exceeded)).toEqual([false, false, true]);
    await jest.advanceTimersByTimeAsync(59_000);
    expect(await quota.count('ada')).toMatchObject({ exceeded: true, seconds: 1 });
    await jest.advanceTimersByTimeAsync(1_001);
    expect(await quota.count('ada')).toMatchObject({ exceeded: false, remaining: 1 });
  });
  it('is each key’s own', async () => {
    for (let n = 0; n < 3; n += 1) await quota.count('ada');
    expect(await quota.count('bob')).toMatchObject({ exceeded: false, remaining: 1 });
  });
  it('tells whether nothing is left, and counts nothing by that', async () => {
    await quota.count('ada');
    expect([await quota.spent('ada'), await quota.spent('ada'), await quota.spent('bob')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    await quota.count('ada');
    expect(await quota.spent('ada')).toMatchObject({ exceeded: true, seconds: 60 });
  });
});
