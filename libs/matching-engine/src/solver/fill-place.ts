import type { CandidateColumns } from './candidate-columns.ts';
import { MentorQueue } from './mentor-queue.ts';
import type { Seating } from './seating.ts';

const OUT = -1;

/**
 * The counterpart of placing a mentee: a place has become free at a mentor whose price is not zero. The shortest path backwards finds who should
 * move there and who moves after, up to somebody without a mentor or to a place that nobody needs; prices fall along it.
 * Afterwards the seating is optimal again for the candidates that are known.
 */
export class PlaceFiller {
  readonly #columns: CandidateColumns;
  readonly #seating: Seating;
  readonly #queue: MentorQueue;
  /** Per mentor reached: which of its mentees would leave it, for which mentor, with which weight there. */
  readonly #leaver: Int32Array;
  readonly #leavesFor: Int32Array;
  readonly #leaverWeight: Float64Array;
  readonly #passed: Int32Array;
  #passedCount = 0;
  #cost = 0;
  #end = OUT;
  #joins = OUT;
  #joinsWeight = 0;

  constructor(columns: CandidateColumns, seating: Seating) {
    const mentors = seating.price.length;
    this.#columns = columns;
    this.#seating = seating;
    this.#queue = new MentorQueue(mentors);
    this.#leaver = new Int32Array(mentors);
    this.#leavesFor = new Int32Array(mentors);
    this.#leaverWeight = new Float64Array(mentors);
    this.#passed = new Int32Array(mentors);
  }

  fill(mentor: number): void {
    this.#search(mentor);
    this.#lowerPrices();
    this.#move(mentor);
  }

  #search(start: number): void {
    const queue = this.#queue;
    queue.clear();
    this.#passedCount = 0;
    this.#joins = OUT;
    this.#cost = Infinity;
    this.#end = start;
    queue.bring(start, 0);
    for (;;) {
      const mentor = queue.nearest();
      if (mentor === OUT) return;
      const distance = queue.distance[mentor]!;
      if (distance >= this.#cost) return;
      this.#passed[this.#passedCount] = mentor;
      this.#passedCount += 1;
      if (distance + this.#seating.price[mentor]! < this.#cost) this.#endAt(mentor, mentor, OUT, 0);
      this.#pass(mentor, distance);
    }
  }

  #endAt(priced: number, end: number, joins: number, weight: number): void {
    this.#cost = this.#queue.distance[priced]! + this.#seating.price[priced]!;
    this.#end = end;
    this.#joins = joins;
    this.#joinsWeight = weight;
  }

  #pass(mentor: number, distance: number): void {
    const { from, mentee, weight } = this.#columns;
    for (let at = from[mentor]!; at < from[mentor + 1]!; at += 1) {
      this.#offer(mentor, distance, mentee[at]!, weight[at]!);
    }
    for (const later of this.#columns.addedLater(mentor)) this.#offer(mentor, distance, later.mentee, later.weight);
  }

  /** What it would cost if this mentee took the place: nothing more for somebody without a mentor, else its own place is free next. */
  #offer(mentor: number, distance: number, mentee: number, weight: number): void {
    const seating = this.#seating;
    const current = seating.mentorOf[mentee]!;
    if (current === mentor) return;
    const through = distance + (seating.gain(mentee) + (seating.price[mentor]! - weight));
    if (through >= this.#cost) return;
    if (current === OUT) {
      this.#cost = through;
      this.#end = mentor;
      this.#joins = mentee;
      this.#joinsWeight = weight;
    } else if (through < this.#queue.distance[current]!) {
      this.#queue.bring(current, through);
      this.#leaver[current] = mentee;
      this.#leavesFor[current] = mentor;
      this.#leaverWeight[current] = weight;
    }
  }

  #lowerPrices(): void {
    for (let at = 0; at < this.#passedCount; at += 1) {
      const mentor = this.#passed[at]!;
      this.#seating.price[mentor] = this.#seating.price[mentor]! - (this.#cost - this.#queue.distance[mentor]!);
    }
  }

  /** Everybody on the path stands up before anybody sits down: no mentor ever has more mentees than places. */
  #move(start: number): void {
    const seating = this.#seating;
    for (let from = this.#end; from !== start; from = this.#leavesFor[from]!) seating.rise(this.#leaver[from]!);
    for (let from = this.#end; from !== start; from = this.#leavesFor[from]!) {
      seating.sit(this.#leaver[from]!, this.#leavesFor[from]!, this.#leaverWeight[from]!);
    }
    if (this.#joins !== OUT) seating.sit(this.#joins, this.#end, this.#joinsWeight);
  }
}
