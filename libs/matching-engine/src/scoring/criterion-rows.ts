import type { Participant } from '../snapshot/snapshot.ts';
import type { CompiledCriterion } from './compiled-criterion.ts';
import { CriterionSweep, isSwept } from './criterion-sweep.ts';
import { CriterionTable } from './criterion-table.ts';

/** Added to the points of a pair that a rule forbids: so much that no points can make up for it. */
export const FORBIDDEN = -(2 ** 20);

/** Something that adds points to every mentor's sum for one mentee; far less than nothing where it forbids the pair. */
export type RowAdder = { readonly addTo: (row: Int32Array, mentee: number) => void };

/** One criterion over everybody, ready for whole rows and for single pairs. */
export type CriterionRows = RowAdder & {
  readonly compiled: CompiledCriterion;
  /** Points of one pair, also of one that the criterion forbids, and whether it does. */
  readonly find: (mentee: number, mentor: number) => { readonly points: number; readonly forbids: boolean };
};

/** A table where people fall into few groups, a walk along what they list where nearly everybody is different. */
export const criterionRows = (
  compiled: CompiledCriterion,
  mentees: readonly Participant[],
  mentors: readonly Participant[],
): CriterionRows => {
  const table = new CriterionTable(compiled, mentees, mentors);
  const { criterion } = compiled;
  return table.isSmall || !isSwept(criterion) ? table : new CriterionSweep(compiled, criterion, { mentees, mentors });
};
