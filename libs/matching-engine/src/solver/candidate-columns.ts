import type { Candidates } from './candidates.ts';

/** The candidates seen from the mentors: who has this mentor in its list, with the pair's weight. */
export class CandidateColumns {
  readonly from: Int32Array;
  readonly mentee: Int32Array;
  readonly weight: Float64Array;
  readonly #later = new Map<number, { mentee: number; weight: number }[]>();

  constructor(candidates: Candidates, mentors: number) {
    const pairs = candidates.size.reduce((sum, size) => sum + size, 0);
    this.from = new Int32Array(mentors + 1);
    this.mentee = new Int32Array(pairs);
    this.weight = new Float64Array(pairs);
    eachPair(candidates, (_, slot) => {
      const mentor = candidates.mentor[slot]!;
      this.from[mentor + 1] = this.from[mentor + 1]! + 1;
    });
    for (let mentor = 0; mentor < mentors; mentor += 1) {
      this.from[mentor + 1] = this.from[mentor + 1]! + this.from[mentor]!;
    }
    const next = this.from.slice();
    eachPair(candidates, (mentee, slot) => {
      const at = next[candidates.mentor[slot]!]!;
      next[candidates.mentor[slot]!] = at + 1;
      this.mentee[at] = mentee;
      this.weight[at] = candidates.weight[slot]!;
    });
  }

  add(mentee: number, mentor: number, weight: number): void {
    const later = this.#later.get(mentor);
    if (later === undefined) this.#later.set(mentor, [{ mentee, weight }]);
    else later.push({ mentee, weight });
  }

  addedLater(mentor: number): readonly { readonly mentee: number; readonly weight: number }[] {
    return this.#later.get(mentor) ?? [];
  }
}

const eachPair = (candidates: Candidates, visit: (mentee: number, slot: number) => void): void => {
  for (let mentee = 0; mentee < candidates.size.length; mentee += 1) {
    const from = candidates.from[mentee]!;
    for (let slot = from; slot < from + candidates.size[mentee]!; slot += 1) visit(mentee, slot);
  }
};
