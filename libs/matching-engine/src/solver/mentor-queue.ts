/** A binary heap of mentors by distance, in which a distance can be lowered. Equal distances leave in an order that depends on nothing but the calls. */
export class MentorQueue {
  readonly distance: Float64Array;
  readonly #heap: Int32Array;
  readonly #slot: Int32Array;
  readonly #touched: Int32Array;
  #touchedCount = 0;
  #size = 0;

  constructor(mentors: number) {
    this.distance = new Float64Array(mentors).fill(Infinity);
    this.#heap = new Int32Array(mentors);
    this.#slot = new Int32Array(mentors).fill(-1);
    this.#touched = new Int32Array(mentors);
  }

  /** Forgets every distance. Costs as much as was touched since the last time. */
  clear(): void {
    for (let at = 0; at < this.#touchedCount; at += 1) {
      const mentor = this.#touched[at]!;
      this.distance[mentor] = Infinity;
      this.#slot[mentor] = -1;
    }
    this.#touchedCount = 0;
    this.#size = 0;
  }

  /** Enters a mentor or brings it nearer. The caller has seen that `distance` is smaller than the one known. */
  bring(mentor: number, distance: number): void {
    if (this.distance[mentor] === Infinity) {
      this.#touched[this.#touchedCount] = mentor;
      this.#touchedCount += 1;
    }
    this.distance[mentor] = distance;
    let slot = this.#slot[mentor]!;
    if (slot < 0) {
      slot = this.#size;
      this.#size += 1;
    }
    this.#rise(mentor, slot, distance);
  }

  /** Takes the nearest mentor out, or −1 when none is left. */
  nearest(): number {
    if (this.#size === 0) return -1;
    const first = this.#heap[0]!;
    this.#size -= 1;
    this.#slot[first] = -1;
    if (this.#size > 0) this.#sink(this.#heap[this.#size]!);
    return first;
  }

  #rise(mentor: number, from: number, distance: number): void {
    let slot = from;
    while (slot > 0) {
      const above = (slot - 1) >> 1;
      const other = this.#heap[above]!;
      if (this.distance[other]! <= distance) break;
      this.#put(other, slot);
      slot = above;
    }
    this.#put(mentor, slot);
  }

  #sink(mentor: number): void {
    const distance = this.distance[mentor]!;
    let slot = 0;
    for (;;) {
      let below = 2 * slot + 1;
      if (below >= this.#size) break;
      const right = below + 1;
      if (right < this.#size && this.distance[this.#heap[right]!]! < this.distance[this.#heap[below]!]!) below = right;
      const other = this.#heap[below]!;
      if (this.distance[other]! >= distance) break;
      this.#put(other, slot);
      slot = below;
    }
    this.#put(mentor, slot);
  }

  #put(mentor: number, slot: number): void {
    this.#heap[slot] = mentor;
    this.#slot[mentor] = slot;
  }
}
