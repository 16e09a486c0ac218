import { pairLot } from '../hashing/seeded-key.ts';
import type { Scale } from './scale.ts';

/** An assignment problem as the solver sees it: people are numbers, scores come one row at a time and are never all in memory. */
export type Problem = {
  readonly mentees: number;
  readonly mentors: number;
  /** How many mentees each mentor can take. */
  readonly places: Int32Array;
  readonly scale: Scale;
  readonly menteeKeys: Int32Array;
  readonly mentorKeys: Int32Array;
  /** Writes the score of every mentor for this mentee, 0 to 10,000; −1 where a rule forbids the pair. */
  readonly scores: (mentee: number, row: Int16Array) => void;
};

/** What a pair adds to the objective (see `Scale`). */
export const weightOf = (problem: Problem, mentee: number, mentor: number, score: number): number => {
  const { place, point, lots } = problem.scale;
  return place + score * point + pairLot(problem.menteeKeys[mentee]!, problem.mentorKeys[mentor]!, lots);
};
