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
  const { place, point } = problem.scale;
  let matched = 0;
  let total = 0;
  for (let mentee = 0; mentee < problem.mentees; mentee += 1) {
    if (seating.mentorOf[mentee]! < 0) continue;
    matched += 1;
    total += Math.floor((seating.weight[mentee]! - place) / point);
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
