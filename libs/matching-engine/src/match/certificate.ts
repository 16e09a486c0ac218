import type { Problem } from '../solver/problem.ts';
import type { Seating } from '../solver/seating.ts';
import type { Certificate } from './result.ts';

type Named = readonly { readonly id: string }[];

/** The proof of an optimal seating, by the ids of the people. */
export const certificateOf = (
  problem: Problem,
  seating: Seating,
  people: { readonly mentees: Named; readonly mentors: Named },
): Certificate => {
  const row = new Int16Array(problem.mentors);
  let matched = 0;
  let total = 0;
  for (let mentee = 0; mentee < problem.mentees; mentee += 1) {
    const mentor = seating.mentorOf[mentee]!;
    if (mentor < 0) continue;
    problem.scores(mentee, row);
    matched += 1;
    total += row[mentor]!;
  }
  return {
    mode: 'optimum',
    matched,
    total,
    scale: problem.scale,
    duals: {
      mentors: aboveZero(people.mentors, (mentor) => seating.price[mentor]!),
      mentees: aboveZero(people.mentees, (mentee) => seating.gain(mentee)),
    },
    gap: 0,
  };
};

const aboveZero = (people: Named, value: (at: number) => number): (readonly [string, number])[] =>
  people
    .map(({ id }, at) => [id, value(at)] as const)
    .filter(([, dual]) => dual > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
