import type { Policy } from '../policy/policy.ts';
import type { Participant, Snapshot } from '../snapshot/snapshot.ts';
import type { BuiltInRule, Exclusions } from './built-in-rules.ts';
import { exclusionsOf } from './built-in-rules.ts';
import { CompiledCriterion } from './compiled-criterion.ts';
import { CriterionTable, FORBIDDEN } from './criterion-table.ts';
import { sharesOf } from './shares.ts';

/** A policy made ready for certain people. Rows are mentees, columns mentors, in the order given. */
export class ScoreTable {
  readonly mentees: readonly Participant[];
  readonly mentors: readonly Participant[];
  readonly criteria: readonly CompiledCriterion[];
  /** What a pair needs without sensitive criteria; a forbidden one has far less than nothing. */
  readonly #minimum: number;
  readonly #exclusions: Exclusions;
  readonly #all: readonly CriterionTable[];
  readonly #open: readonly CriterionTable[];
  readonly #sensitive: readonly CriterionTable[];
  readonly #sum: Int32Array;

  constructor(
    mentees: readonly Participant[],
    mentors: readonly Participant[],
    policy: Policy,
    blocked: Snapshot['blocked'],
  ) {
    const shares = sharesOf(policy);
    this.mentees = mentees;
    this.mentors = mentors;
    this.#minimum = policy.minimumScore ?? 0;
    this.#exclusions = exclusionsOf(mentees, mentors, policy, blocked);
    this.criteria = policy.criteria.map((criterion, at) => new CompiledCriterion(criterion, policy, shares[at] ?? 0));
    this.#all = this.criteria.map((compiled) => new CriterionTable(compiled, mentees, mentors));
    this.#open = this.#all.filter(({ compiled }) => compiled.criterion.sensitive !== true);
    this.#sensitive = this.#all.filter(({ compiled }) => compiled.criterion.sensitive === true);
    this.#sum = new Int32Array(mentors.length);
  }

  /** The score of every mentor for a mentee as the match counts it, sensitive criteria included; −1 where a rule forbids the pair. */
  readonly scores = (mentee: number, row: Int16Array): void => this.#write(mentee, row, this.#sensitive);

  /** The same without the points of sensitive criteria: what may be shown. The same pairs are forbidden. */
  readonly openScores = (mentee: number, row: Int16Array): void => this.#write(mentee, row, []);

  /** Every rule that a pair breaks, built-in ones first; empty for a pair that may be made. */
  brokenRules(mentee: number, mentor: number): readonly (BuiltInRule | CompiledCriterion)[] {
    const builtIn = this.#exclusions[mentee]?.get(mentor) ?? [];
    const broken = this.#all.filter((table) => table.find(mentee, mentor).forbids).map(({ compiled }) => compiled);
    const tooLow = this.openScore(mentee, mentor) < this.#minimum;
    return [...builtIn, ...broken, ...(tooLow ? ['minimum-score' as const] : [])];
  }

  /** The points of a pair whether or not a rule forbids it. */
  score(mentee: number, mentor: number): number {
    return this.#all.reduce((sum, table) => sum + table.find(mentee, mentor).points, 0);
  }

  /** The same without sensitive criteria. */
  openScore(mentee: number, mentor: number): number {
    return this.#open.reduce((sum, table) => sum + table.find(mentee, mentor).points, 0);
  }

  /** The score without sensitive criteria, −1 where a rule forbids the pair: one entry of `openScores`. */
  openScoreIfAllowed(mentee: number, mentor: number): number {
    if (this.#exclusions[mentee]!.has(mentor)) return -1;
    let sum = 0;
    for (const table of this.#open) {
      const { points, forbids } = table.find(mentee, mentor);
      if (forbids) return -1;
      sum += points;
    }
    return sum < this.#minimum ? -1 : sum;
  }

  /** The points of every mentor without sensitive criteria, whether or not a rule forbids the pair. */
  openPoints(mentee: number, row: Int16Array): void {
    const sum = this.#sum.fill(0);
    for (const table of this.#open) table.addTo(sum, mentee);
    for (let mentor = 0; mentor < sum.length; mentor += 1) row[mentor] = sum[mentor]! & (-FORBIDDEN - 1);
  }

  #write(mentee: number, row: Int16Array, sensitive: readonly CriterionTable[]): void {
    const sum = this.#sum.fill(0);
    for (const table of this.#open) table.addTo(sum, mentee);
    for (let mentor = 0; mentor < sum.length; mentor += 1) if (sum[mentor]! < this.#minimum) sum[mentor] = FORBIDDEN;
    for (const table of sensitive) table.addTo(sum, mentee);
    for (let mentor = 0; mentor < sum.length; mentor += 1) row[mentor] = sum[mentor]! < 0 ? -1 : sum[mentor]!;
    for (const mentor of this.#exclusions[mentee]!.keys()) row[mentor] = -1;
  }
}
