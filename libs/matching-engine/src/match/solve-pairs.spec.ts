import { describe, expect, it } from '@jest/globals';
import { readCohort } from '../testing/cohort.ts';
import { solvePairs } from './solve-pairs.ts';
import { verifyPairs } from './verify-floor.ts';

const fixtures = new URL('../../fixtures/', import.meta.url).pathname;
/** Further folders to compare with, for example the large cohorts; separated by colons. */
const others = (process.env['TELEMACHY_COHORTS'] ?? '').split(':').filter((folder) => folder !== '');

describe.each([`${fixtures}cohort-100`, `${fixtures}cohort-400-tight`, ...others])('the cohort of %s', (folder) => {
  const { scored, expected } = readCohort(folder);

  it('is matched as well as the proved answer, whatever the seed', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { matched, total, min } = solvePairs(scored, { seed: String(seed) });
      expect({ matched, total, min }).toEqual(expected.optimum);
    }
  });

  it('comes with a proof that an independent check accepts', () => {
    const result = solvePairs(scored, { seed: 'proof' });
    expect(verifyPairs(scored, result)).toEqual({ holds: true, gap: 0n, faults: [] });
  });
});

describe.each([`${fixtures}cohort-100`, `${fixtures}cohort-400-tight`, ...others])(
  'other aims for the cohort of %s',
  (folder) => {
    const { scored, expected } = readCohort(folder);

    it('raise the worst pair as high as the proved answer', () => {
      const result = solvePairs(scored, { seed: 'f', mode: 'floor' });
      const { floor, matched, total_at_floor: total } = expected.bottleneck;
      expect({ floor: result.floor.score, matched: result.matched, total: result.total, min: result.min }).toEqual({
        floor,
        matched,
        total,
        min: floor,
      });
      expect(verifyPairs(scored, result)).toEqual({ holds: true, gap: 0n, faults: [] });
    });

    it('leave no two people who would both rather have each other, and tell what that costs', () => {
      const { matched, total, blockingPairs, optimum } = solvePairs(scored, { seed: 's', mode: 'stable' });
      const stable = expected.stable_mentee_optimal;
      expect({ matched, total, blockingPairs }).toEqual({
        matched: stable.matched,
        total: stable.total,
        blockingPairs: 0,
      });
      expect(optimum).toEqual(expected.optimum);
    });
  },
);

describe('scores that somebody else has computed', () => {
  const mentees = ['e1', 'e2'];
  const mentors = [{ id: 'm1', capacity: 1 }];

  it('give the place to the better pair', () => {
    const result = solvePairs(
      {
        mentees,
        mentors,
        pairs: [
          ['e1', 'm1', 10],
          ['e2', 'm1', 11],
        ],
      },
      { seed: 's' },
    );
    expect(result.pairs).toEqual([{ menteeId: 'e2', mentorId: 'm1', score: 11 }]);
  });

  it('are refused when a pair names somebody who is not listed, or has no score', () => {
    expect(() => solvePairs({ mentees, mentors, pairs: [['e9', 'm1', 1]] }, { seed: 's' })).toThrow('e9, m1');
    expect(() => solvePairs({ mentees, mentors, pairs: [['e1', 'm1', 0.5]] }, { seed: 's' })).toThrow(
      '0.5 is no score',
    );
  });

  it('may leave everybody without anybody', () => {
    expect(solvePairs({ mentees, mentors, pairs: [] }, { seed: 's' })).toMatchObject({ matched: 0, total: 0, min: 0 });
    expect(solvePairs({ mentees: [], mentors: [], pairs: [] }, { seed: 's' })).toMatchObject({ matched: 0, total: 0 });
  });
});
