import { describe, expect, it } from '@jest/globals';
import { retryAt } from './retry.ts';

const at = '2026-11-20T09:00:00.000Z';
const minutesUntil = (instant: string) => (Date.parse(instant) - Date.parse(at)) / 60_000;

describe('trying again after a failure', () => {
  it.each([
    [1, 1],
    [2, 5],
    [3, 30],
    [4, 120],
    [5, 360],
  ])('waits after failure %d about %d minutes, give or take a fifth', (attempt, minutes) => {
    for (let message = 0; message < 200; message += 1) {
      const waited = minutesUntil(retryAt(`message-${message}`, attempt, at)!);
      expect(waited).toBeGreaterThanOrEqual(minutes * 0.8 - 0.001);
      expect(waited).toBeLessThanOrEqual(minutes * 1.2 + 0.001);
    }
  });

  it('does not bring messages that failed together back together', () => {
    const times = Array.from({ length: 200 }, (_, message) => retryAt(`message-${message}`, 3, at));
    expect(new Set(times).size).toBeGreaterThan(190);
  });

  it('gives the same time however often it is asked', () =>
    expect(retryAt('message-1', 2, at)).toBe(retryAt('message-1', 2, at)));

  it('ends after the sixth failure', () => expect(retryAt('message-1', 6, at)).toBeUndefined());
});
