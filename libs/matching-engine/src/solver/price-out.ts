import { pairLot } from '../hashing/seeded-key.ts';
import type { Candidates } from './candidates.ts';
import type { Problem } from './problem.ts';
import type { Seating } from './seating.ts';

export type BetterPair = { readonly mentor: number; readonly weight: number; readonly net: number };

/**
 * Asks of all pairs, not only of the candidates, whether somebody would be better off with another mentor at today's prices.
 * When nobody would, the seating is the optimum over all pairs (linear programming duality).
 */
export class PriceCheck {
  readonly #problem: Problem;
  readonly #candidates: Candidates;
  readonly #seating: Seating;
  readonly #row: Int16Array;

  constructor(problem: Problem, candidates: Candidates, seating: Seating) {
    this.#problem = problem;
    this.#candidates = candidates;
    this.#seating = seating;
    this.#row = new Int16Array(problem.mentors);
  }

  /** The pairs that this mentee would prefer; none without a look where no pair outside its list can be worth more than it has. */
  better(mentee: number): BetterPair[] {
    const gain = this.#seating.gain(mentee);
    if (this.#candidates.bound[mentee]! <= gain) return [];
    const { mentors, places, scale, mentorKeys, menteeKeys, scores } = this.#problem;
    const price = this.#seating.price;
    const key = menteeKeys[mentee]!;
    const row = this.#row;
    scores(mentee, row);
    const found: BetterPair[] = [];
    for (let mentor = 0; mentor < mentors; mentor += 1) {
      const score = row[mentor]!;
      if (score < 0 || places[mentor] === 0) continue;
      const worth = scale.place + score * scale.point;
      if (worth + scale.lots - price[mentor]! <= gain) continue;
      const weight = worth + pairLot(key, mentorKeys[mentor]!, scale.lots);
      if (weight - price[mentor]! > gain) found.push({ mentor, weight, net: weight - price[mentor]! });
    }
    return found;
  }
}
