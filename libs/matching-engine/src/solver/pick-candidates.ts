import { pairLot } from '../hashing/seeded-key.ts';
import type { Candidates } from './candidates.ts';
import type { Problem } from './problem.ts';

import { largestInFront } from './select.ts';

/** Fills a mentee's list with the `keep` pairs that are worth most at the given prices, besides those that are in it already. */
export class CandidatePicker {
  readonly #problem: Problem;
  readonly #keep: number;
  readonly #row: Int16Array;
  readonly #mentor: Int32Array;
  readonly #weight: Float64Array;
  readonly #net: Float64Array;
  readonly #ranked: Float64Array;

  constructor(problem: Problem, keep: number) {
    this.#problem = problem;
    this.#keep = keep;
    this.#row = new Int16Array(problem.mentors);
    this.#mentor = new Int32Array(problem.mentors);
    this.#weight = new Float64Array(problem.mentors);
    this.#net = new Float64Array(problem.mentors);
    this.#ranked = new Float64Array(problem.mentors);
  }

  pick(mentee: number, candidates: Candidates, price: Float64Array): void {
    const known = new Set(this.#known(mentee, candidates));
    const count = this.#feasible(mentee, price, known);
    candidates.reserve(mentee, known.size + Math.min(count, this.#keep) + 4);
    candidates.bound[mentee] = -Infinity;
    let least = -Infinity;
    if (count > this.#keep) {
      this.#ranked.set(this.#net.subarray(0, count));
      least = largestInFront(this.#ranked, count, this.#keep);
    }
    this.#take(mentee, candidates, count, least);
  }

  #known(mentee: number, candidates: Candidates): Int32Array {
    const from = candidates.from[mentee]!;
    return candidates.mentor.subarray(from, from + candidates.size[mentee]!);
  }

  #feasible(mentee: number, price: Float64Array, known: ReadonlySet<number>): number {
    const { mentors, places, scores, scale, menteeKeys, mentorKeys } = this.#problem;
    const key = menteeKeys[mentee]!;
    const row = this.#row;
    scores(mentee, row);
    let count = 0;
    for (let mentor = 0; mentor < mentors; mentor += 1) {
      const score = row[mentor]!;
      if (score < 0 || places[mentor] === 0 || (known.size > 0 && known.has(mentor))) continue;
      const weight = scale.place + score * scale.point + pairLot(key, mentorKeys[mentor]!, scale.lots);
      this.#mentor[count] = mentor;
      this.#weight[count] = weight;
      this.#net[count] = weight - price[mentor]!;
      count += 1;
    }
    return count;
  }

  #take(mentee: number, candidates: Candidates, count: number, least: number): void {
    let left = this.#keep;
    let bound = -Infinity;
    for (let at = 0; at < count; at += 1) {
      if (this.#net[at]! >= least && left > 0) {
        candidates.add(mentee, this.#mentor[at]!, this.#weight[at]!);
        left -= 1;
      } else bound = Math.max(bound, this.#weight[at]!);
    }
    candidates.bound[mentee] = bound;
  }
}
