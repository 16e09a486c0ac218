import type { Criterion } from '../policy/policy.ts';
import type { AttributeValue, Participant } from '../snapshot/snapshot.ts';
import type { CompiledCriterion, Finding } from './compiled-criterion.ts';
import { pointsFor } from './compiled-criterion.ts';
import type { CriterionRows } from './criterion-rows.ts';
import { FORBIDDEN } from './criterion-rows.ts';
import type { Item, ListCriterion } from './list-measure.ts';
import { covered, FULLY, itemsOf } from './list-measure.ts';
import { valuesOf } from './values.ts';

type SweptCriterion = ListCriterion | Extract<Criterion, { kind: 'same' | 'different' }>;
type Side = 'mentee' | 'mentor';
type State = Finding['state'];
type Posting = { readonly mentor: number[]; readonly level: number[] };

/** What having enough in common, or too little, adds to the points. */
type Verdict = {
  readonly least: number;
  readonly whenMet: number;
  readonly whenUnmet: number;
  readonly byJaccard: boolean;
};

const verdictOf = (compiled: CompiledCriterion, criterion: SweptCriterion): Verdict => {
  const isDifferent = criterion.kind === 'different';
  const list = criterion.kind === 'overlap' || criterion.kind === 'offered-covers-wanted' ? criterion : undefined;
  return {
    least: list?.atLeast ?? 1,
    whenMet: compiled.forbids(!isDifferent) ? FORBIDDEN : 0,
    whenUnmet: compiled.forbids(isDifferent) ? FORBIDDEN : 0,
    byJaccard: list?.kind === 'overlap' && list.measure === 'jaccard',
  };
};

export const isSwept = (criterion: Criterion): criterion is SweptCriterion =>
  criterion.kind !== 'level-gap' && criterion.kind !== 'list-membership';

/**
 * Judges a mentee against everybody by walking, for each thing on its list, through the mentors who list it too. Everybody else gets what having nothing
 * in common gives. Says the same as judging pair by pair, and looks at few pairs.
 */
export class CriterionSweep implements CriterionRows {
  readonly compiled: CompiledCriterion;
  readonly #criterion: SweptCriterion;
  readonly #mentees: readonly Participant[];
  readonly #mentors: readonly Participant[];
  readonly #listed = new Map<string, Posting>();
  readonly #length: Int32Array;
  /** Per state of the mentee, what each mentor gets who has nothing in common with it; `undefined`: nobody gets anything. */
  readonly #base: Readonly<Record<State, Int32Array | undefined>>;
  readonly #verdict: Verdict;
  readonly #nothing: number;
  readonly #points: (Int32Array | undefined)[] = [];
  readonly #sum: Int32Array;
  readonly #fully: Int32Array;
  readonly #touched: Int32Array;
  #touchedCount = 0;

  constructor(
    compiled: CompiledCriterion,
    criterion: SweptCriterion,
    people: { readonly mentees: readonly Participant[]; readonly mentors: readonly Participant[] },
  ) {
    const { mentees, mentors } = people;
    this.compiled = compiled;
    this.#criterion = criterion;
    this.#mentees = mentees;
    this.#mentors = mentors;
    this.#length = new Int32Array(mentors.length);
    this.#sum = new Int32Array(mentors.length);
    this.#fully = new Int32Array(mentors.length);
    this.#touched = new Int32Array(mentors.length);
    const states = mentors.map((mentor, at) => {
      const items = this.#items(mentor, 'mentor');
      this.#length[at] = items.length;
      const state = this.#stateOf(mentor, 'mentor', items);
      if (state === 'judged') for (const { key, level } of items) this.#list(key, at, level);
      return state;
    });
    this.#verdict = verdictOf(compiled, criterion);
    this.#nothing = this.#pointsOf(1)[0]! + this.#verdict.whenUnmet;
    const base = { judged: this.#nothing, missing: packed(compiled.settle(undefined)), 'not-asked': compiled.share };
    const worse = (one: State, other: State): State =>
      one === 'not-asked' || other === 'not-asked' ? 'not-asked' : one === 'missing' ? one : other;
    const baseWhen = (mentee: State): Int32Array | undefined => {
      const all = Int32Array.from(states, (mentor) => base[worse(mentee, mentor)]);
      return all.some((points) => points !== 0) ? all : undefined;
    };
    this.#base = { judged: baseWhen('judged'), missing: baseWhen('missing'), 'not-asked': baseWhen('not-asked') };
  }

  addTo(row: Int32Array, mentee: number): void {
    const person = this.#mentees[mentee]!;
    const wanted = this.#items(person, 'mentee');
    const state = this.#stateOf(person, 'mentee', wanted);
    const base = this.#base[state];
    if (base !== undefined) {
      for (let mentor = 0; mentor < row.length; mentor += 1) row[mentor] = (row[mentor]! + base[mentor]!) | 0;
    }
    if (state !== 'judged') return;
    this.#touchedCount = 0;
    for (const { key, level } of wanted) this.#count(key, level);
    this.#addTouched(row, wanted.length);
  }

  /** Instead of what having nothing in common gave, what the common things give. */
  #addTouched(row: Int32Array, wanted: number): void {
    const { least, whenMet, whenUnmet, byJaccard } = this.#verdict;
    const known = this.#pointsOf(wanted);
    for (let nth = 0; nth < this.#touchedCount; nth += 1) {
      const mentor = this.#touched[nth]!;
      const fully = this.#fully[mentor]!;
      const table = byJaccard ? this.#pointsOf(wanted + this.#length[mentor]! - fully) : known;
      const points = table[this.#sum[mentor]!]!;
      row[mentor] = (row[mentor]! + points + (fully >= least ? whenMet : whenUnmet) - this.#nothing) | 0;
      this.#sum[mentor] = 0;
      this.#fully[mentor] = 0;
    }
  }

  find(mentee: number, mentor: number): Finding {
    return this.compiled.find(this.#mentees[mentee]!, this.#mentors[mentor]!);
  }

  /** Points by what is covered in all, for a length that it is measured against. */
  #pointsOf(against: number): Int32Array {
    const known = this.#points[against];
    if (known !== undefined) return known;
    const { kind } = this.#criterion;
    const { share } = this.compiled;
    const points = Int32Array.from({ length: FULLY * against + 1 }, (_, sum) =>
      kind === 'same'
        ? sum > 0
          ? share
          : 0
        : kind === 'different'
          ? sum > 0
            ? 0
            : share
          : pointsFor(share, sum, FULLY * against),
    );
    this.#points[against] = points;
    return points;
  }

  #items(person: Participant, side: Side): readonly Item[] {
    const attribute: AttributeValue | undefined = this.compiled.value(person, side);
    const { kind } = this.#criterion;
    if (kind === 'same' || kind === 'different') return valuesOf(attribute).map((value) => ({ ...value, level: 0 }));
    return itemsOf(this.#criterion, attribute);
  }

  #stateOf(person: Participant, side: Side, items: readonly Item[]): State {
    if (!this.compiled.asksAbout(person, side)) return 'not-asked';
    return items.length === 0 ? 'missing' : 'judged';
  }

  #list(key: string, mentor: number, level: number): void {
    const posting = this.#listed.get(key) ?? { mentor: [], level: [] };
    posting.mentor.push(mentor);
    posting.level.push(level);
    this.#listed.set(key, posting);
  }

  #count(key: string, wantedLevel: number): void {
    const posting = this.#listed.get(key);
    if (posting === undefined) return;
    for (let nth = 0; nth < posting.mentor.length; nth += 1) {
      const mentor = posting.mentor[nth]!;
      const part = covered(wantedLevel, posting.level[nth]!);
      if (part === 0) continue;
      if (this.#sum[mentor] === 0) {
        this.#touched[this.#touchedCount] = mentor;
        this.#touchedCount += 1;
      }
      this.#sum[mentor] = this.#sum[mentor]! + part;
      if (part === FULLY) this.#fully[mentor] = this.#fully[mentor]! + 1;
    }
  }
}

const packed = ({ points, forbids }: Finding): number => points + (forbids ? FORBIDDEN : 0);
