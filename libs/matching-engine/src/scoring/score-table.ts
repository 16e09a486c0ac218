import type { Policy } from '../policy/policy.ts';
import type { Participant, Snapshot } from '../snapshot/snapshot.ts';
import type { BuiltInRule, Exclusions } from './built-in-rules.ts';
import { exclusionsOf } from './built-in-rules.ts';
import { CompiledCriterion } from './compiled-criterion.ts';
import type { CriterionRows, RowAdder } from './criterion-rows.ts';
import { criterionRows, FORBIDDEN } from './criterion-rows.ts';
import { joined } from './joint-table.ts';
import { sharesOf } from './shares.ts';

/** A policy made ready for certain people. Rows are mentees, columns mentors, in the order given. */
export class ScoreTable {
  readonly mentees: readonly Participant[];
  readonly mentors: readonly Participant[];
  readonly criteria: readonly CompiledCriterion[];
  /** What a pair needs without sensitive criteria; a forbidden one has far less than nothing. */
  readonly #minimum: number;
  readonly #exclusions: Exclusions;
  readonly #all: readonly CriterionRows[];
  readonly #open: readonly CriterionRows[];
  readonly #openRows: readonly RowAdder[];
  readonly #sensitiveRows: readonly RowAdder[];
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
    this.#all = this.criteria.map((compiled) => criterionRows(compiled, mentees, mentors));
    this.#open = this.#all.filter(({ compiled }) => compiled.criterion.sensitive !== true);
    this.#openRows = joined(this.#open);
    this.#sensitiveRows = joined(this.#all.filter(({ compiled }) => compiled.criterion.sensitive === true));
    this.#sum = new Int32Array(mentors.length);
  }

  /** The score of every mentor for a mentee as the match counts it, sensitive criteria included; −1 where a rule forbids the pair. */
  readonly scores = (mentee: number, row: Int16Array): void => this.#write(mentee, row, this.#sensitiveRows);

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

  /** `openScores`, and besides the points of every mentor whether or not a rule forbids the pair. */
  openScoresAndPoints(mentee: number, row: Int16Array, points: Int16Array): void {
    this.openScores(mentee, row);
    const sum = this.#sum;
    for (let mentor = 0; mentor < sum.length; mentor += 1) points[mentor] = sum[mentor]! & (-FORBIDDEN - 1);
  }

  #write(mentee: number, row: Int16Array, sensitive: readonly RowAdder[]): void {
    const sum = this.#sum.fill(0);
    for (const adder of this.#openRows) adder.addTo(sum, mentee);
    if (sensitive.length > 0) {
      excludeBelow(sum, this.#minimum);
      for (const adder of sensitive) adder.addTo(sum, mentee);
      writeScores(sum, 0, row);
    } else writeScores(sum, this.#minimum, row);
    for (const mentor of this.#exclusions[mentee]!.keys()) row[mentor] = -1;
  }
}

/** Before sensitive points are added, so that they cannot lift a pair over the minimum. Without a branch: half of all pairs may be forbidden. */
const excludeBelow = (sum: Int32Array, least: number): void => {
  for (let mentor = 0; mentor < sum.length; mentor += 1) {
    const points = sum[mentor]!;
    sum[mentor] = points + (((points - least) >> 31) & FORBIDDEN);
  }
};

const writeScores = (sum: Int32Array, least: number, row: Int16Array): void => {
  for (let mentor = 0; mentor < sum.length; mentor += 1) {
    const points = sum[mentor]!;
    row[mentor] = points | ((points - least) >> 31);
  }
};
