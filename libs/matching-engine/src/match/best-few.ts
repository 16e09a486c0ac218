/** The few places of a list with the highest values, best first; at equal values the earlier place. */
export class BestFew {
  readonly found: number[] = [];
  readonly #values: ArrayLike<number>;
  readonly #few: number;

  constructor(values: ArrayLike<number>, few: number) {
    this.#values = values;
    this.#few = few;
  }

  offer(at: number): void {
    const value = this.#values[at]!;
    const last = this.found.at(-1);
    if (this.found.length === this.#few && last !== undefined && this.#values[last]! >= value) return;
    const place = this.found.findIndex((other) => this.#values[other]! < value);
    if (place < 0) this.found.push(at);
    else this.found.splice(place, 0, at);
    if (this.found.length > this.#few) this.found.pop();
  }
}
