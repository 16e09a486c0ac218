import type { Participant } from '../snapshot/snapshot.ts';
import type { CompiledCriterion } from './compiled-criterion.ts';
import { ListSweep } from './list-sweep.ts';
import { valuesOf } from './values.ts';

/** Added to the points of a pair that a rule forbids: so much that no points can make up for it. */
export const FORBIDDEN = -(2 ** 20);

const KEPT_AT_MOST = 2 ** 20;
const SWEPT_FROM = 64;

/** People whose answers to a criterion are the same, so that one of them speaks for all. */
type Classes = { readonly of: Int32Array; readonly first: readonly Participant[] };

/**
 * One criterion over everybody: mentors are grouped by their value, and a mentee has one short table, points per group. Tables are kept
 * where there are few groups; where nearly everybody is different they are written anew for each mentee.
 */
export class CriterionTable {
  readonly compiled: CompiledCriterion;
  readonly #mentees: Classes;
  readonly #mentors: Classes;
  readonly #kept: (Int32Array | undefined)[] | undefined;
  readonly #scratch: Int32Array;
  readonly #sweep: ListSweep | undefined;

  constructor(compiled: CompiledCriterion, mentees: readonly Participant[], mentors: readonly Participant[]) {
    this.compiled = compiled;
    this.#mentees = classify(compiled, mentees, 'mentee');
    this.#mentors = classify(compiled, mentors, 'mentor');
    const groups = this.#mentors.first.length;
    this.#scratch = new Int32Array(groups);
    this.#kept = this.#mentees.first.length * groups <= KEPT_AT_MOST ? [] : undefined;
    const { criterion } = compiled;
    if (groups >= SWEPT_FROM && (criterion.kind === 'overlap' || criterion.kind === 'offered-covers-wanted')) {
      this.#sweep = new ListSweep(compiled, criterion, this.#mentors.first);
    }
  }

  /** Adds the points of each mentor for one mentee, or far less than nothing where the criterion forbids the pair. */
  addTo(row: Int32Array, mentee: number): void {
    const table = this.#table(this.#mentees.of[mentee]!);
    const groupOf = this.#mentors.of;
    for (let mentor = 0; mentor < row.length; mentor += 1) row[mentor] = row[mentor]! + table[groupOf[mentor]!]!;
  }

  /** What the criterion says about one pair: points, also of a pair that it forbids, and whether it does. */
  find(mentee: number, mentor: number): { readonly points: number; readonly forbids: boolean } {
    const menteeGroup = this.#mentees.of[mentee]!;
    const mentorGroup = this.#mentors.of[mentor]!;
    if (this.#kept === undefined)
      return this.compiled.find(this.#mentees.first[menteeGroup]!, this.#mentors.first[mentorGroup]!);
    const points = this.#table(menteeGroup)[mentorGroup]!;
    return points < 0 ? { points: points - FORBIDDEN, forbids: true } : { points, forbids: false };
  }

  #table(group: number): Int32Array {
    const kept = this.#kept?.[group];
    if (kept !== undefined) return kept;
    const table = this.#kept === undefined ? this.#scratch : new Int32Array(this.#scratch.length);
    this.#write(this.#mentees.first[group]!, table);
    if (this.#kept !== undefined) this.#kept[group] = table;
    return table;
  }

  #write(mentee: Participant, table: Int32Array): void {
    const swept = this.#sweep !== undefined && this.compiled.has(mentee, 'mentee');
    if (swept) this.#sweep?.write(mentee, table);
    for (const [group, mentor] of this.#mentors.first.entries()) {
      if (swept && this.compiled.has(mentor, 'mentor')) continue;
      const { points, forbids } = this.compiled.find(mentee, mentor);
      table[group] = points + (forbids ? FORBIDDEN : 0);
    }
  }
}

const classify = (compiled: CompiledCriterion, people: readonly Participant[], side: 'mentee' | 'mentor'): Classes => {
  const known = new Map<string, number>();
  const first: Participant[] = [];
  const of = Int32Array.from(people, (person) => {
    const key = compiled.asksAbout(person, side)
      ? JSON.stringify(valuesOf(compiled.value(person, side)).map((value) => value.key))
      : 'not asked';
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, first.length);
    return first.push(person) - 1;
  });
  return { of, first };
};
