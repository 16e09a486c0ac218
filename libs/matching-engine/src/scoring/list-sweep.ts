import type { Participant } from '../snapshot/snapshot.ts';
import type { CompiledCriterion } from './compiled-criterion.ts';
import { pointsFor } from './compiled-criterion.ts';
import { FORBIDDEN } from './criterion-table.ts';
import type { ListCriterion } from './list-measure.ts';
import { covered, FULLY, itemsOf, measuredAgainst } from './list-measure.ts';

type Posting = { readonly at: number[]; readonly level: number[] };

/**
 * Judges one mentee against many different lists at once by walking, for each thing wanted, through those who offer it. Says the same as judging
 * pair by pair, without comparing lists that have nothing in common.
 */
export class ListSweep {
  readonly #compiled: CompiledCriterion;
  readonly #criterion: ListCriterion;
  readonly #offers = new Map<string, Posting>();
  readonly #length: Int32Array;
  readonly #sum: Int32Array;
  readonly #fully: Int32Array;
  readonly #touched: Int32Array;
  #touchedCount = 0;

  constructor(compiled: CompiledCriterion, criterion: ListCriterion, mentors: readonly Participant[]) {
    this.#compiled = compiled;
    this.#criterion = criterion;
    this.#length = new Int32Array(mentors.length);
    this.#sum = new Int32Array(mentors.length);
    this.#fully = new Int32Array(mentors.length);
    this.#touched = new Int32Array(mentors.length);
    for (const [at, mentor] of mentors.entries()) {
      const items = itemsOf(criterion, compiled.value(mentor, 'mentor'));
      this.#length[at] = items.length;
      for (const { key, level } of items) this.#post(key, at, level);
    }
  }

  /** Writes the points of each list, or `FORBIDDEN`. The mentee has something in its own list. */
  write(mentee: Participant, points: Int32Array): void {
    const wanted = itemsOf(this.#criterion, this.#compiled.value(mentee, 'mentee'));
    this.#touchedCount = 0;
    for (const { key, level } of wanted) this.#count(key, level);
    const { share } = this.#compiled;
    const least = this.#criterion.atLeast ?? 1;
    const whenMet = this.#compiled.forbids(true) ? FORBIDDEN : 0;
    const whenUnmet = this.#compiled.forbids(false) ? FORBIDDEN : 0;
    points.fill(whenUnmet);
    for (let nth = 0; nth < this.#touchedCount; nth += 1) {
      const at = this.#touched[nth]!;
      const fully = this.#fully[at]!;
      const of = FULLY * measuredAgainst(this.#criterion, wanted.length, this.#length[at]!, fully);
      points[at] = pointsFor(share, this.#sum[at]!, of) + (fully >= least ? whenMet : whenUnmet);
      this.#sum[at] = 0;
      this.#fully[at] = 0;
    }
  }

  #post(key: string, at: number, level: number): void {
    const posting = this.#offers.get(key);
    if (posting === undefined) this.#offers.set(key, { at: [at], level: [level] });
    else {
      posting.at.push(at);
      posting.level.push(level);
    }
  }

  #count(key: string, wantedLevel: number): void {
    const posting = this.#offers.get(key);
    if (posting === undefined) return;
    for (let nth = 0; nth < posting.at.length; nth += 1) {
      const at = posting.at[nth]!;
      const part = covered(wantedLevel, posting.level[nth]!);
      if (part === 0) continue;
      if (this.#sum[at] === 0) {
        this.#touched[this.#touchedCount] = at;
        this.#touchedCount += 1;
      }
      this.#sum[at] = this.#sum[at]! + part;
      if (part === FULLY) this.#fully[at] = this.#fully[at]! + 1;
    }
  }
}
