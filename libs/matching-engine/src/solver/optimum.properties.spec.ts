import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { drawn } from '../match/open-problem.ts';
import { bruteForce } from '../testing/brute-force.ts';
import { optimum } from './optimum.ts';
import type { Problem } from './problem.ts';
import type { Seating } from './seating.ts';

type Table = readonly (readonly (number | undefined)[])[];

/** Small tables of scores with forbidden pairs, many or no ties, and 0 to 3 places per mentor. */
const tables = fc
  .record({
    mentees: fc.integer({ min: 0, max: 6 }),
    mentors: fc.integer({ min: 0, max: 6 }),
    top: fc.constantFrom(1, 3, 10_000),
  })
  .chain(({ mentees, mentors, top }) =>
    fc.record({
      scores: fc.array(
        fc.array(fc.option(fc.integer({ min: 0, max: top }), { nil: undefined, freq: 2 }), {
          minLength: mentors,
          maxLength: mentors,
        }),
        { minLength: mentees, maxLength: mentees },
      ),
      places: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: mentors, maxLength: mentors }),
      seed: fc.string({ maxLength: 4 }),
    }),
  );

const problemOf = (scores: Table, places: readonly number[], seed: string): Problem =>
  drawn(
    scores.map((_, at) => ({ id: `e${at}` })),
    places.map((_, at) => ({ id: `m${at}` })),
    {
      places: Int32Array.from(places),
      seed,
      scores: (mentee, row) => {
        for (let mentor = 0; mentor < row.length; mentor += 1) row[mentor] = scores[mentee]?.[mentor] ?? -1;
      },
    },
  );

const seatingOf = (problem: Problem, keep: number): Seating => {
  const steps = optimum(problem, keep);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
};

describe('the optimum', () => {
  it.each([1, 2, 64])(
    'places as many and scores as high as trying everything, starting from %d candidates each',
    (keep) => {
      fc.assert(
        fc.property(tables, ({ scores, places, seed }) => {
          const { mentorOf } = seatingOf(problemOf(scores, places, seed), keep);
          const chosen = [...mentorOf].flatMap((mentor, mentee) => (mentor < 0 ? [] : [scores[mentee]![mentor]!]));
          expect({ matched: chosen.length, total: chosen.reduce((sum, score) => sum + score, 0) }).toEqual(
            bruteForce(scores, places),
          );
          for (const [mentor, room] of places.entries()) {
            expect(mentorOf.filter((one) => one === mentor).length).toBeLessThanOrEqual(room);
          }
        }),
        { numRuns: 400 },
      );
    },
  );

  it('is proved: no pair is worth more than its duals, and the duals add up to the value of the pairs', () => {
    fc.assert(
      fc.property(tables, fc.constantFrom(1, 2, 64), ({ scores, places, seed }, keep) => {
        const problem = problemOf(scores, places, seed);
        const seating = seatingOf(problem, keep);
        let gap = 0n;
        for (const [mentor, room] of places.entries()) gap += BigInt(room) * BigInt(seating.price[mentor]!);
        for (const mentee of scores.keys()) gap += BigInt(seating.gain(mentee)) - BigInt(seating.weight[mentee]!);
        expect(gap).toBe(0n);
      }),
      { numRuns: 400 },
    );
  });

  it('does not depend on how many candidates it starts from', () => {
    fc.assert(
      fc.property(tables, ({ scores, places, seed }) => {
        const problem = problemOf(scores, places, seed);
        const value = (keep: number) => seatingOf(problem, keep).weight.reduce((sum, weight) => sum + weight, 0);
        expect(value(1)).toBe(value(64));
      }),
      { numRuns: 200 },
    );
  });
});
