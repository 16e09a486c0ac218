import type { Candidates } from './candidates.ts';
import { MentorQueue } from './mentor-queue.ts';
import type { Seating } from './seating.ts';

const OUT = -1;

/**
 * Places one mentee by a shortest path in reduced costs (Dijkstra with dual prices): others move along the path, or the one whose absence
 * costs least goes without. Afterwards the seating is optimal for everybody placed so far.
 */
export class MenteePlacer {
  readonly #candidates: Candidates;
  readonly #seating: Seating;
  readonly #queue: MentorQueue;
  readonly #reachedBy: Int32Array;
  readonly #reachedWeight: Float64Array;
  readonly #passed: Int32Array;
  #passedCount = 0;
  /** The cheapest end found so far: its cost, the mentor whose place it uses (or −1: the newcomer goes without) and who leaves there. */
  #cost = 0;
  #end = OUT;
  #leaves = OUT;

  constructor(candidates: Candidates, seating: Seating) {
    const mentors = seating.price.length;
    this.#candidates = candidates;
    this.#seating = seating;
    this.#queue = new MentorQueue(mentors);
    this.#reachedBy = new Int32Array(mentors);
    this.#reachedWeight = new Float64Array(mentors);
    this.#passed = new Int32Array(mentors);
  }

  place(mentee: number): void {
    this.#search(mentee);
    this.#raisePrices();
    if (this.#end !== OUT) this.#move(mentee);
  }

  #search(mentee: number): void {
    const seating = this.#seating;
    const queue = this.#queue;
    queue.clear();
    this.#passedCount = 0;
    this.#end = OUT;
    this.#leaves = OUT;
    const gain = this.#bestGain(mentee);
    this.#cost = gain;
    this.#reach(mentee, 0, gain);
    for (;;) {
      const mentor = queue.nearest();
      if (mentor === OUT) return;
      const distance = queue.distance[mentor]!;
      if (distance >= this.#cost) return;
      if (!seating.isFull(mentor)) {
        this.#cost = distance;
        this.#end = mentor;
        this.#leaves = OUT;
        return;
      }
      this.#passed[this.#passedCount] = mentor;
      this.#passedCount += 1;
      this.#pass(mentor, distance);
    }
  }

  #pass(mentor: number, distance: number): void {
    const seating = this.#seating;
    for (let nth = 0; nth < seating.taken[mentor]!; nth += 1) {
      const seated = seating.seated(mentor, nth);
      const gain = seating.weight[seated]! - seating.price[mentor]!;
      if (distance + gain < this.#cost) {
        this.#cost = distance + gain;
        this.#end = mentor;
        this.#leaves = seated;
      }
      this.#reach(seated, distance, gain);
    }
  }

  #reach(mentee: number, distance: number, gain: number): void {
    const { mentor, weight, from, size } = this.#candidates;
    const price = this.#seating.price;
    const known = this.#queue.distance;
    const start = from[mentee]!;
    const end = start + size[mentee]!;
    const base = distance + gain;
    const limit = this.#cost;
    for (let slot = start; slot < end; slot += 1) {
      const next = mentor[slot]!;
      const through = base + (price[next]! - weight[slot]!);
      if (through < limit && through < known[next]!) {
        this.#queue.bring(next, through);
        this.#reachedBy[next] = mentee;
        this.#reachedWeight[next] = weight[slot]!;
      }
    }
  }

  #bestGain(mentee: number): number {
    const { mentor, weight, from, size } = this.#candidates;
    const start = from[mentee]!;
    let best = 0;
    for (let slot = start; slot < start + size[mentee]!; slot += 1) {
      best = Math.max(best, weight[slot]! - this.#seating.price[mentor[slot]!]!);
    }
    return best;
  }

  #raisePrices(): void {
    for (let at = 0; at < this.#passedCount; at += 1) {
      const mentor = this.#passed[at]!;
      this.#seating.price[mentor] = this.#seating.price[mentor]! + (this.#cost - this.#queue.distance[mentor]!);
    }
  }

  #move(newcomer: number): void {
    const seating = this.#seating;
    if (this.#leaves !== OUT) seating.rise(this.#leaves);
    let free = this.#end;
    for (;;) {
      const mover = this.#reachedBy[free]!;
      const weight = this.#reachedWeight[free]!;
      if (mover === newcomer) {
        seating.sit(newcomer, free, weight);
        return;
      }
      const left = seating.mentorOf[mover]!;
      seating.rise(mover);
      seating.sit(mover, free, weight);
      free = left;
    }
  }
}
