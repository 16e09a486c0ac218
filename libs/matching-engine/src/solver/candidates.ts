/**
 * The pairs that the solver looks at: per mentee a short list of mentors with the pair's weight.
 * `bound` is the highest weight of any pair that is *not* in the list: what makes it possible to prove an optimum over all pairs from few.
 */
export class Candidates {
  readonly bound: Float64Array;
  readonly from: Int32Array;
  readonly size: Int32Array;
  mentor: Int32Array;
  weight: Float64Array;
  readonly #room: Int32Array;
  #end = 0;

  constructor(mentees: number, expected: number) {
    this.bound = new Float64Array(mentees).fill(-Infinity);
    this.from = new Int32Array(mentees);
    this.size = new Int32Array(mentees);
    this.#room = new Int32Array(mentees);
    this.mentor = new Int32Array(expected);
    this.weight = new Float64Array(expected);
  }

  has(mentee: number, mentor: number): boolean {
    const from = this.from[mentee]!;
    return this.mentor.subarray(from, from + this.size[mentee]!).includes(mentor);
  }

  /** Appends a pair that is not in the list yet; a list that has outgrown its block moves to the end. */
  add(mentee: number, mentor: number, weight: number): void {
    const size = this.size[mentee]!;
    if (size === this.#room[mentee]) this.#move(mentee, Math.max(4, Math.ceil(size * 1.5)));
    const slot = this.from[mentee]! + size;
    this.mentor[slot] = mentor;
    this.weight[slot] = weight;
    this.size[mentee] = size + 1;
  }

  /** Makes sure that a list can grow to `room` pairs without moving. */
  reserve(mentee: number, room: number): void {
    if (room > this.#room[mentee]!) this.#move(mentee, room);
  }

  #move(mentee: number, room: number): void {
    if (this.#end + room > this.mentor.length) this.#grow(this.#end + room);
    const from = this.from[mentee]!;
    const size = this.size[mentee]!;
    this.mentor.copyWithin(this.#end, from, from + size);
    this.weight.copyWithin(this.#end, from, from + size);
    this.from[mentee] = this.#end;
    this.#room[mentee] = room;
    this.#end += room;
  }

  #grow(atLeast: number): void {
    const length = Math.max(atLeast, Math.ceil(this.mentor.length * 1.5), 64);
    const mentor = new Int32Array(length);
    const weight = new Float64Array(length);
    mentor.set(this.mentor);
    weight.set(this.weight);
    this.mentor = mentor;
    this.weight = weight;
  }
}
