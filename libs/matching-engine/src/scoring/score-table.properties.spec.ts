import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { policies, snapshots } from '../testing/arbitraries.ts';
import { FULL_SCORE } from '../solver/scale.ts';
import { FORBIDDEN } from './criterion-rows.ts';
import { CriterionSweep, isSwept } from './criterion-sweep.ts';
import { ScoreTable } from './score-table.ts';
import { sharesOf } from './shares.ts';

describe('scores of a whole row', () => {
  it('say the same as judging pair by pair', () => {
    fc.assert(
      fc.property(snapshots, policies(), ({ mentees, mentors, blocked }, policy) => {
        const table = new ScoreTable(mentees, mentors, policy, blocked);
        const row = new Int16Array(mentors.length);
        for (const mentee of mentees.keys()) {
          table.scores(mentee, row);
          for (const [mentor, score] of row.entries()) {
            const two = [mentees[mentee]!, mentors[mentor]!] as const;
            const findings = table.criteria.map((compiled) => compiled.find(...two));
            const points = findings.reduce((sum, finding) => sum + finding.points, 0);
            expect(table.score(mentee, mentor)).toBe(points);
            expect(table.brokenRules(mentee, mentor).length > 0).toBe(score < 0);
            if (score >= 0) expect(score).toBe(points);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never tell more than open criteria do, when asked for what may be shown', () => {
    fc.assert(
      fc.property(snapshots, policies('always'), ({ mentees, mentors, blocked }, policy) => {
        const table = new ScoreTable(mentees, mentors, policy, blocked);
        const open = new ScoreTable(
          mentees.map(({ attributes: { wish: _wish, asks: _asks, ...attributes }, ...rest }) => ({
            ...rest,
            attributes,
          })),
          mentors.map(({ attributes: { secret: _secret, ...attributes }, ...rest }) => ({ ...rest, attributes })),
          policy,
          blocked,
        );
        const [row, same] = [new Int16Array(mentors.length), new Int16Array(mentors.length)];
        for (const mentee of mentees.keys()) {
          table.openScores(mentee, row);
          open.openScores(mentee, same);
          expect(row).toEqual(same);
          for (const [mentor, score] of row.entries()) expect(table.openScoreIfAllowed(mentee, mentor)).toBe(score);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a walk along lists', () => {
  it('says the same as judging pair by pair', () => {
    fc.assert(
      fc.property(snapshots, policies(), ({ mentees, mentors }, policy) => {
        for (const compiled of new ScoreTable(mentees, mentors, policy, []).criteria) {
          if (!isSwept(compiled.criterion)) continue;
          const sweep = new CriterionSweep(compiled, compiled.criterion, { mentees, mentors });
          for (const mentee of mentees.keys()) {
            const row = new Int32Array(mentors.length);
            sweep.addTo(row, mentee);
            const pairwise = mentors.map((_, mentor) => {
              const { points, forbids } = sweep.find(mentee, mentor);
              return points + (forbids ? FORBIDDEN : 0);
            });
            expect([...row]).toEqual(pairwise);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the shares of criteria', () => {
  it('add up to the full score', () => {
    fc.assert(
      fc.property(policies(), (policy) => {
        const weighted = policy.criteria.some(({ importance }) => typeof importance === 'number');
        expect(sharesOf(policy).reduce((sum, share) => sum + share, 0)).toBe(weighted ? FULL_SCORE : 0);
      }),
    );
  });
});
