import { describe, expect, it } from '@jest/globals';
import { declinersAmong } from './mentorships.ts';

describe('those who decline in the demo', () => {
  it.each([
    [0, 0, 0],
    [0, 9, 0],
    [1, 0, 0],
    [1, 5, 0],
    [2, 0, 0],
    [2, 1, 1],
    [3, 0, 0],
    [3, 1, 1],
    [4, 0, 2],
    [7, 0, 3],
    [8, 0, 4],
    [500, 0, 4],
  ])('of %i pairs beside %i unmatched mentors are %i', (pairs, unmatchedMentors, decliners) => {
    expect(declinersAmong(pairs, unmatchedMentors)).toBe(decliners);
  });
});
