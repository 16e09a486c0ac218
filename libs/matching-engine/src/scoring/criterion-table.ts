import type { Participant } from '../snapshot/snapshot.ts';
import type { CompiledCriterion } from './compiled-criterion.ts';
import type { Groups } from './groups.ts';
import { groupsOf } from './groups.ts';
import { ListSweep } from './list-sweep.ts';
import { valuesOf } from './values.ts';

/** Added to the points of a pair that a rule forbids: so much that no points can make up for it. */
export const FORBIDDEN = -(2 ** 20);

const FEW = 2 ** 21;

/**
 * One criterion over everybody. People whose answers to it are the same form a group, and one of them speaks for all: a mentee has a table of
 * points per group of mentors. Where there are few groups the tables are kept; where nearly everybody is different they are written anew.
 */
export class CriterionTable {
  readonly compiled: CompiledCriterion;
  readonly mentees: Groups<Participant>;
  readonly mentors: Groups<Participant>;
  /** Few enough groups on both sides to keep a table for each. */
  readonly isSmall: boolean;
  readonly #kept: (Int32Array | undefined)[] = [];
  readonly #scratch: Int32Array;
  readonly #sweep: ListSweep | undefined;
  /** Groups of mentors that a sweep over lists cannot judge: no list, or not asked about. */
  readonly #withoutList: readonly number[];

  constructor(compiled: CompiledCriterion, mentees: readonly Participant[], mentors: readonly Participant[]) {
    this.compiled = compiled;
    this.mentees = groupsOf(mentees, (person) => answerOf(compiled, person, 'mentee'));
    this.mentors = groupsOf(mentors, (person) => answerOf(compiled, person, 'mentor'));
    const first = this.mentors.first;
    this.isSmall = this.mentees.first.length * first.length <= FEW;
    this.#scratch = new Int32Array(this.isSmall ? 0 : first.length);
    this.#withoutList = [...first.keys()].filter((at) => !compiled.has(first[at]!, 'mentor'));
    const { criterion } = compiled;
    if (criterion.kind === 'overlap' || criterion.kind === 'offered-covers-wanted') {
      this.#sweep = new ListSweep(compiled, criterion, first);
    }
  }

  /** Points per group of mentors for a group of mentees; far less than nothing where the criterion forbids the pair. */
  table(group: number): Int32Array {
    const kept = this.#kept[group];
    if (kept !== undefined) return kept;
    const table = this.isSmall ? new Int32Array(this.mentors.first.length) : this.#scratch;
    this.#write(this.mentees.first[group]!, table);
    if (this.isSmall) this.#kept[group] = table;
    return table;
  }

  addTo(row: Int32Array, mentee: number): void {
    addByGroup(row, this.table(this.mentees.of[mentee]!), this.mentors.of);
  }

  /** What the criterion says about one pair: points, also of a pair that it forbids, and whether it does. */
  find(mentee: number, mentor: number): { readonly points: number; readonly forbids: boolean } {
    const menteeGroup = this.mentees.of[mentee]!;
    const mentorGroup = this.mentors.of[mentor]!;
    if (!this.isSmall) return this.compiled.find(this.mentees.first[menteeGroup]!, this.mentors.first[mentorGroup]!);
    const points = this.table(menteeGroup)[mentorGroup]!;
    return points < 0 ? { points: points - FORBIDDEN, forbids: true } : { points, forbids: false };
  }

  #write(mentee: Participant, table: Int32Array): void {
    const swept = this.#sweep !== undefined && this.compiled.has(mentee, 'mentee');
    if (swept) this.#sweep?.write(mentee, table);
    const left = swept ? this.#withoutList : this.mentors.first.keys();
    for (const group of left) {
      const { points, forbids } = this.compiled.find(mentee, this.mentors.first[group]!);
      table[group] = points + (forbids ? FORBIDDEN : 0);
    }
  }
}

/** Adds to each mentor's sum what the table says of its group. */
export const addByGroup = (row: Int32Array, table: Int32Array, groupOf: Int32Array): void => {
  for (let mentor = 0; mentor < row.length; mentor += 1) row[mentor] = (row[mentor]! + table[groupOf[mentor]!]!) | 0;
};

const answerOf = (compiled: CompiledCriterion, person: Participant, side: 'mentee' | 'mentor'): string =>
  compiled.asksAbout(person, side)
    ? JSON.stringify(valuesOf(compiled.value(person, side)).map((value) => value.key))
    : 'not asked';
