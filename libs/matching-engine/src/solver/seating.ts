import type { Problem } from './problem.ts';

const OUT = -1;

/**
 * Who sits with whom, and what a place with each mentor costs. Between two steps these always hold for everybody who has been placed so far
 * and for the candidates that are known:
 * nobody would be better off with another mentor at today's prices, and a mentor with a free place costs nothing.
 * A mentee's own dual value is not stored: it is the weight of the seat minus its price, 0 for somebody without a mentor.
 */
export class Seating {
  readonly price: Float64Array;
  /** Per mentee the mentor, or −1. */
  readonly mentorOf: Int32Array;
  /** Per mentee the weight of the pair that it is in. */
  readonly weight: Float64Array;
  readonly taken: Int32Array;
  readonly places: Int32Array;
  readonly #from: Int32Array;
  readonly #seats: Int32Array;
  readonly #seatOf: Int32Array;

  constructor(problem: Problem) {
    this.price = new Float64Array(problem.mentors);
    this.mentorOf = new Int32Array(problem.mentees).fill(OUT);
    this.weight = new Float64Array(problem.mentees);
    this.taken = new Int32Array(problem.mentors);
    this.places = problem.places.map((places) => Math.min(places, problem.mentees));
    this.#from = new Int32Array(problem.mentors + 1);
    for (let mentor = 0; mentor < problem.mentors; mentor += 1) {
      this.#from[mentor + 1] = this.#from[mentor]! + this.places[mentor]!;
    }
    this.#seats = new Int32Array(this.#from[problem.mentors]!);
    this.#seatOf = new Int32Array(problem.mentees);
  }

  /** The mentee in the nth taken seat of a mentor. */
  seated(mentor: number, nth: number): number {
    return this.#seats[this.#from[mentor]! + nth]!;
  }

  isFull(mentor: number): boolean {
    return this.taken[mentor]! >= this.places[mentor]!;
  }

  /** The mentee's dual value: what it gains over having no mentor at all. */
  gain(mentee: number): number {
    const mentor = this.mentorOf[mentee]!;
    return mentor === OUT ? 0 : this.weight[mentee]! - this.price[mentor]!;
  }

  sit(mentee: number, mentor: number, weight: number): void {
    const seat = this.#from[mentor]! + this.taken[mentor]!;
    this.#seats[seat] = mentee;
    this.#seatOf[mentee] = seat;
    this.taken[mentor] = this.taken[mentor]! + 1;
    this.mentorOf[mentee] = mentor;
    this.weight[mentee] = weight;
  }

  rise(mentee: number): void {
    const mentor = this.mentorOf[mentee]!;
    const last = this.#from[mentor]! + this.taken[mentor]! - 1;
    const moved = this.#seats[last]!;
    const seat = this.#seatOf[mentee]!;
    this.#seats[seat] = moved;
    this.#seatOf[moved] = seat;
    this.taken[mentor] = this.taken[mentor]! - 1;
    this.mentorOf[mentee] = OUT;
    this.weight[mentee] = 0;
  }
}
