import type { Participant } from '../snapshot/snapshot.ts';
import type { CompiledCriterion } from './compiled-criterion.ts';
import type { CriterionRows } from './criterion-rows.ts';
import { FORBIDDEN } from './criterion-rows.ts';
import type { Groups } from './groups.ts';
import { groupsOf } from './groups.ts';
import { valuesOf } from './values.ts';

const FEW = 2 ** 21;

/**
 * People whose answers to a criterion are the same form a group, and one of them speaks for all: a mentee has a table of points per group of mentors.
 * Tables are kept where there are few groups on both sides.
 */
export class CriterionTable implements CriterionRows {
  readonly compiled: CompiledCriterion;
  readonly mentees: Groups<Participant>;
  readonly mentors: Groups<Participant>;
  /** Few enough groups on both sides to keep a table for each. */
  readonly isSmall: boolean;
  readonly #kept: (Int32Array | undefined)[] = [];

  constructor(compiled: CompiledCriterion, mentees: readonly Participant[], mentors: readonly Participant[]) {
    this.compiled = compiled;
    this.mentees = groupsOf(mentees, (person) => answerOf(compiled, person, 'mentee'));
    this.mentors = groupsOf(mentors, (person) => answerOf(compiled, person, 'mentor'));
    this.isSmall = this.mentees.first.length * this.mentors.first.length <= FEW;
  }

  /** Points per group of mentors for a group of mentees. */
  table(group: number): Int32Array {
    const kept = this.#kept[group];
    if (kept !== undefined) return kept;
    const mentee = this.mentees.first[group]!;
    const table = Int32Array.from(this.mentors.first, (mentor) => {
      const { points, forbids } = this.compiled.find(mentee, mentor);
      return points + (forbids ? FORBIDDEN : 0);
    });
    if (this.isSmall) this.#kept[group] = table;
    return table;
  }

  addTo(row: Int32Array, mentee: number): void {
    addByGroup(row, this.table(this.mentees.of[mentee]!), this.mentors.of);
  }

  find(mentee: number, mentor: number): { readonly points: number; readonly forbids: boolean } {
    const menteeGroup = this.mentees.of[mentee]!;
    const mentorGroup = this.mentors.of[mentor]!;
    if (!this.isSmall) return this.compiled.find(this.mentees.first[menteeGroup]!, this.mentors.first[mentorGroup]!);
    const points = this.table(menteeGroup)[mentorGroup]!;
    return points < 0 ? { points: points - FORBIDDEN, forbids: true } : { points, forbids: false };
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
