import type { Problem } from './problem.ts';
import { FULL_SCORE } from './scale.ts';
import { Seating } from './seating.ts';

/**
 * People such that every pair of a certain score has one of them: nobody can place more than one mentee per mentee named and one per place of a
 * mentor named (König 1931).
 */
export type Cover = { readonly mentees: readonly number[]; readonly mentors: readonly number[] };

export type Floor = {
  /** The highest score that every pair can have while as many are placed. */
  readonly score: number;
  /** Covers all pairs, and is as large as the number placed: no more can be. */
  readonly all: Cover;
  /** Covers all pairs above the floor, and is smaller: with a higher floor fewer are placed. */
  readonly above: Cover;
};

/** The highest floor under a seating that places as many as can be, by bisection over the score. */
export const highestFloor = (problem: Problem, best: Seating): Floor => {
  const search = new FloorSearch(problem, best);
  const all = search.place(0) ?? { mentees: [], mentors: [] };
  let low = search.lowest();
  let high = FULL_SCORE + 1;
  let above: Cover = { mentees: [], mentors: [] };
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const cover = search.place(middle);
    if (search.isComplete()) low = search.lowest();
    else {
      high = middle;
      above = cover ?? above;
    }
  }
  return { score: low, all, above };
};

/** Places as many as the best seating does with pairs of a least score, by breadth-first search from everybody who stands. */
class FloorSearch {
  readonly #problem: Problem;
  readonly #scoreOf: Int16Array;
  readonly #best: Seating;
  readonly #goal: number;
  readonly #row: Int16Array;
  readonly #reachedBy: Int32Array;
  readonly #seen: Uint8Array;
  #seating: Seating;

  constructor(problem: Problem, best: Seating) {
    const { place, point } = problem.scale;
    this.#problem = problem;
    this.#best = best;
    this.#goal = best.mentorOf.filter((mentor) => mentor >= 0).length;
    this.#scoreOf = Int16Array.from(best.weight, (weight) => Math.floor((weight - place) / point));
    this.#row = new Int16Array(problem.mentors);
    this.#reachedBy = new Int32Array(problem.mentors);
    this.#seen = new Uint8Array(problem.mentees);
    this.#seating = best;
  }

  isComplete(): boolean {
    return this.#seating.taken.reduce((sum, taken) => sum + taken, 0) === this.#goal;
  }

  /** The lowest score among the pairs as placed last; weights are scores here. */
  lowest(): number {
    return this.#seating.weight.reduce(
      (least, score, mentee) => (this.#seating.mentorOf[mentee]! < 0 ? least : Math.min(least, score)),
      FULL_SCORE,
    );
  }

  /** Returns the cover when there is no way to place more. */
  place(least: number): Cover | undefined {
    const seating = new Seating(this.#problem);
    this.#seating = seating;
    for (const [mentee, mentor] of this.#best.mentorOf.entries()) {
      if (mentor >= 0 && this.#scoreOf[mentee]! >= least) seating.sit(mentee, mentor, this.#scoreOf[mentee]!);
    }
    for (;;) {
      if (least > 0 && this.isComplete()) return undefined;
      const free = this.#reach(least);
      if (free < 0) return this.#cover();
      this.#move(free);
    }
  }

  /** A mentor with a free place that somebody standing can get to through others, or −1. */
  #reach(least: number): number {
    const { mentees, mentors, places, scores } = this.#problem;
    const open: number[] = [];
    this.#seen.fill(0);
    this.#reachedBy.fill(-1);
    for (let mentee = 0; mentee < mentees; mentee += 1)
      if (this.#seating.mentorOf[mentee]! < 0) this.#see(mentee, open);
    for (const mentee of open) {
      scores(mentee, this.#row);
      for (let mentor = 0; mentor < mentors; mentor += 1) {
        if (this.#row[mentor]! < least || this.#reachedBy[mentor]! >= 0 || places[mentor] === 0) continue;
        this.#reachedBy[mentor] = mentee;
        if (!this.#seating.isFull(mentor)) return mentor;
        for (let nth = 0; nth < this.#seating.taken[mentor]!; nth += 1)
          this.#see(this.#seating.seated(mentor, nth), open);
      }
    }
    return -1;
  }

  #see(mentee: number, open: number[]): void {
    if (this.#seen[mentee] === 1) return;
    this.#seen[mentee] = 1;
    open.push(mentee);
  }

  #move(end: number): void {
    for (let free = end; free >= 0;) {
      const mover = this.#reachedBy[free]!;
      const left = this.#seating.mentorOf[mover]!;
      if (left >= 0) this.#seating.rise(mover);
      this.#problem.scores(mover, this.#row);
      this.#seating.sit(mover, free, this.#row[free]!);
      free = left;
    }
  }

  #cover(): Cover {
    const at = (marks: ArrayLike<number>, is: (mark: number) => boolean): number[] =>
      Array.from(marks, (mark, index) => (is(mark) ? index : -1)).filter((index) => index >= 0);
    return { mentees: at(this.#seen, (seen) => seen === 0), mentors: at(this.#reachedBy, (mentee) => mentee >= 0) };
  }
}

/** The same problem without pairs below a score. */
export const above = (problem: Problem, least: number): Problem => ({
  ...problem,
  scores: (mentee, row) => {
    problem.scores(mentee, row);
    for (let mentor = 0; mentor < row.length; mentor += 1) if (row[mentor]! < least) row[mentor] = -1;
  },
});
