import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bruteForce } from '../testing/brute-force.ts';
import type { ScoredPairs } from './scored-pairs.ts';
import { solvePairs } from './solve-pairs.ts';
import { verifyPairs } from './verify-floor.ts';

/** Up to six by six, with forbidden pairs and few or many ties, as a table and as a list. */
const cohorts = fc
  .record({
    mentees: fc.integer({ min: 0, max: 6 }),
    mentors: fc.integer({ min: 0, max: 6 }),
    top: fc.constantFrom(2, 6, 10_000),
  })
  .chain(({ mentees, mentors, top }) => {
    const score = fc.integer({ min: 0, max: top });
    const cell = fc.option(fc.tuple(score, score, score), { nil: undefined, freq: 3 });
    const rows = fc.array(cell, { minLength: mentors, maxLength: mentors });
    return fc.record({
      table: fc.array(rows, { minLength: mentees, maxLength: mentees }),
      places: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: mentors, maxLength: mentors }),
    });
  })
  .map(({ table, places }) => ({
    scores: table.map((row) => row.map((cell) => cell?.[0])),
    places,
    scored: {
      mentees: table.map((_, at) => `e${at}`),
      mentors: places.map((capacity, at) => ({ id: `m${at}`, capacity })),
      pairs: table.flatMap((row, mentee) =>
        row.flatMap((cell, mentor) => (cell === undefined ? [] : [[`e${mentee}`, `m${mentor}`, ...cell] as const])),
      ),
    } satisfies ScoredPairs,
  }));

describe('a match with the highest floor', () => {
  it('is as good as trying everything, and its proof is accepted', () => {
    fc.assert(
      fc.property(cohorts, ({ scores, places, scored }) => {
        const { matched } = bruteForce(scores, places);
        const floors = scores.flat().filter((score) => score !== undefined);
        const tried = floors
          .map((floor) => ({
            floor,
            ...bruteForce(
              scores.map((row) => row.map((score) => (score !== undefined && score >= floor ? score : undefined))),
              places,
            ),
          }))
          .filter((one) => one.matched === matched);
        const floor = Math.max(...tried.map((one) => one.floor));
        const result = solvePairs(scored, { seed: 's', mode: 'floor' });
        expect(result.matched).toBe(matched);
        if (matched > 0)
          expect([result.min, result.floor.score, result.total]).toEqual([
            floor,
            floor,
            tried.find((one) => one.floor === floor)?.total,
          ]);
        expect(verifyPairs(scored, result).faults).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('is refused by the check with a floor that is not the highest', () => {
    fc.assert(
      fc.property(cohorts, ({ scored }) => {
        const result = solvePairs(scored, { seed: 's', mode: 'floor' });
        if (result.matched === 0 || result.floor.score === 0) return;
        const lower = { ...result, floor: { ...result.floor, score: result.floor.score - 1 } };
        expect(verifyPairs(scored, lower).holds).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a stable match', () => {
  it('leaves no two who would both rather have each other', () => {
    fc.assert(
      fc.property(cohorts, ({ scored, places }) => {
        const { pairs, blockingPairs } = solvePairs(scored, { seed: 's', mode: 'stable' });
        expect(blockingPairs).toBe(0);
        const view = (menteeId: string, mentorId: string) =>
          scored.pairs.find(([e, m]) => e === menteeId && m === mentorId)!;
        for (const [menteeId, mentorId, , mine, theirs] of scored.pairs) {
          const own = pairs.find((pair) => pair.menteeId === menteeId);
          const others = pairs.filter((pair) => pair.mentorId === mentorId);
          const room = others.length < places[Number(mentorId.slice(1))]!;
          const wanted = room || others.some((pair) => theirs > view(pair.menteeId, mentorId)[4]);
          const wants = own === undefined || mine > view(menteeId, own.mentorId)[3];
          expect(wants && wanted && places[Number(mentorId.slice(1))]! > 0).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });
});
