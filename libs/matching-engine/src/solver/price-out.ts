import { pairLot } from '../hashing/seeded-key.ts';
import type { Candidates } from './candidates.ts';
import type { Problem } from './problem.ts';
import type { Seating } from './seating.ts';
import { largestInFront } from './select.ts';

export type BetterPair = { readonly mentor: number; readonly weight: number };

/**
 * Asks of all pairs, not only of the candidates, whether somebody would be better off with another mentor at today's prices.
 * When nobody would, the seating is the optimum over all pairs (linear programming duality).
 */
export class PriceCheck {
  readonly #problem: Problem;
  readonly #candidates: Candidates;
  readonly #seating: Seating;
  readonly #row: Int16Array;
  readonly #mentor: Int32Array;
  readonly #weight: Float64Array;
  readonly #net: Float64Array;
  readonly #ranked: Float64Array;

  constructor(problem: Problem, candidates: Candidates, seating: Seating) {
    this.#problem = problem;
    this.#candidates = candidates;
    this.#seating = seating;
    this.#row = new Int16Array(problem.mentors);
    this.#mentor = new Int32Array(problem.mentors);
    this.#weight = new Float64Array(problem.mentors);
    this.#net = new Float64Array(problem.mentors);
    this.#ranked = new Float64Array(problem.mentors);
  }

  /** The `few` pairs that this mentee would prefer most; none without a look where no pair outside its list can be worth more than it has. */
  better(mentee: number, few: number): BetterPair[] {
    const gain = this.#seating.gain(mentee);
    if (this.#candidates.bound[mentee]! <= gain) return [];
    const count = this.#collect(mentee, gain);
    let least = -Infinity;
    if (count > few) {
      this.#ranked.set(this.#net.subarray(0, count));
      least = largestInFront(this.#ranked, count, few);
    }
    const found: BetterPair[] = [];
    for (let at = 0; at < count && found.length < few; at += 1) {
      if (this.#net[at]! >= least) found.push({ mentor: this.#mentor[at]!, weight: this.#weight[at]! });
    }
    return found;
  }

  #collect(mentee: number, gain: number): number {
    const { mentors, places, mentorKeys, menteeKeys, scores } = this.#problem;
    const { place, point, lots } = this.#problem.scale;
    const price = this.#seating.price;
    const key = menteeKeys[mentee]!;
    const row = this.#row;
    scores(mentee, row);
    let count = 0;
    for (let mentor = 0; mentor < mentors; mentor += 1) {
      const score = row[mentor]!;
      const worth = place + score * point;
      if (worth + lots - price[mentor]! <= gain || score < 0 || places[mentor] === 0) continue;
      const weight = worth + pairLot(key, mentorKeys[mentor]!, lots);
      if (weight - price[mentor]! <= gain) continue;
      this.#mentor[count] = mentor;
      this.#weight[count] = weight;
      this.#net[count] = weight - price[mentor]!;
      count += 1;
    }
    return count;
  }
}
