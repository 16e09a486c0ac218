import { pairLot } from '../hashing/seeded-key.ts';
import type { Candidates } from './candidates.ts';
import type { Problem } from './problem.ts';
import { FULL_SCORE } from './scale.ts';
import { largestInFront } from './select.ts';

const BAND = 5;
const BANDS = (FULL_SCORE >> BAND) + 1;

/**
 * Fills a mentee's list with the `keep` pairs that are worth most: a count of scores in bands of 32 points finds those that can be among them, and
 * only these are weighed. Loops over all mentors have no branches, since half of all pairs may be forbidden, which no processor can guess.
 */
export class CandidatePicker {
  readonly #problem: Problem;
  readonly #keep: number;
  readonly #row: Int16Array;
  readonly #mentor: Int32Array;
  readonly #weight: Float64Array;
  readonly #ranked: Float64Array;
  readonly #bands = new Int32Array(BANDS);

  constructor(problem: Problem, keep: number) {
    this.#problem = problem;
    this.#keep = keep;
    this.#row = new Int16Array(problem.mentors);
    this.#mentor = new Int32Array(problem.mentors);
    this.#weight = new Float64Array(problem.mentors);
    this.#ranked = new Float64Array(problem.mentors);
  }

  pick(mentee: number, candidates: Candidates): void {
    const allowed = this.#allowed(mentee);
    const count = this.#wellScored(allowed);
    this.#weigh(mentee, count);
    candidates.reserve(mentee, Math.min(count, this.#keep) + 4);
    let least = -Infinity;
    if (allowed > this.#keep) {
      this.#ranked.set(this.#weight.subarray(0, count));
      least = largestInFront(this.#ranked, count, this.#keep);
    }
    candidates.bound[mentee] = least;
    this.#take(mentee, candidates, count, least);
  }

  /** Lists the mentors that the rules allow. */
  #allowed(mentee: number): number {
    const { mentors, places, scores } = this.#problem;
    const row = this.#row;
    const list = this.#mentor;
    scores(mentee, row);
    let count = 0;
    for (let mentor = 0; mentor < mentors; mentor += 1) {
      list[count] = mentor;
      count += 1 + ((row[mentor]! | (places[mentor]! - 1)) >> 31);
    }
    return count;
  }

  /** Of those the ones in the highest bands that hold at least `keep`. */
  #wellScored(allowed: number): number {
    if (allowed <= this.#keep) return allowed;
    const bands = this.#bands.fill(0);
    const list = this.#mentor;
    const row = this.#row;
    for (let at = 0; at < allowed; at += 1) {
      const band = row[list[at]!]! >> BAND;
      bands[band] = bands[band]! + 1;
    }
    let lowest = BANDS;
    for (let found = 0; found < this.#keep; found += bands[lowest]!) lowest -= 1;
    const score = lowest << BAND;
    let count = 0;
    for (let at = 0; at < allowed; at += 1) {
      const mentor = list[at]!;
      list[count] = mentor;
      count += 1 + ((row[mentor]! - score) >> 31);
    }
    return count;
  }

  #weigh(mentee: number, count: number): void {
    const { mentorKeys, menteeKeys } = this.#problem;
    const { place, point, lots } = this.#problem.scale;
    const key = menteeKeys[mentee]!;
    for (let at = 0; at < count; at += 1) {
      const mentor = this.#mentor[at]!;
      this.#weight[at] = place + this.#row[mentor]! * point + pairLot(key, mentorKeys[mentor]!, lots);
    }
  }

  /** Those above the least one first: of those that are worth as much as it, only some may have room. */
  #take(mentee: number, candidates: Candidates, count: number, least: number): void {
    let left = this.#keep;
    for (let at = 0; at < count; at += 1) {
      if (this.#weight[at]! <= least) continue;
      candidates.add(mentee, this.#mentor[at]!, this.#weight[at]!);
      left -= 1;
    }
    for (let at = 0; at < count && left > 0; at += 1) {
      if (this.#weight[at]! !== least) continue;
      candidates.add(mentee, this.#mentor[at]!, least);
      left -= 1;
    }
  }
}
