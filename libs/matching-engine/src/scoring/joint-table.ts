import type { CriterionRows, RowAdder } from './criterion-rows.ts';
import { addByGroup, CriterionTable } from './criterion-table.ts';
import type { Groups } from './groups.ts';
import { groupsOf } from './groups.ts';

const JOINT_ENTRIES = 2 ** 23;

/** Several criteria as one: people who are in the same group of each of them form a joint group, and one table holds the sums. */
class JointTable implements RowAdder {
  readonly #tables: readonly CriterionTable[];
  readonly #mentees: Groups<number>;
  readonly #mentors: Groups<number>;
  readonly #kept: (Int32Array | undefined)[] = [];

  constructor(tables: readonly CriterionTable[], mentees: Groups<number>, mentors: Groups<number>) {
    this.#tables = tables;
    this.#mentees = mentees;
    this.#mentors = mentors;
  }

  addTo(row: Int32Array, mentee: number): void {
    addByGroup(row, this.#table(this.#mentees.of[mentee]!), this.#mentors.of);
  }

  #table(group: number): Int32Array {
    const kept = this.#kept[group];
    if (kept !== undefined) return kept;
    const table = new Int32Array(this.#mentors.first.length);
    const mentee = this.#mentees.first[group]!;
    for (const one of this.#tables) {
      const points = one.table(one.mentees.of[mentee]!);
      const groupOf = one.mentors.of;
      for (const [joint, mentor] of this.#mentors.first.entries())
        table[joint] = table[joint]! + points[groupOf[mentor]!]!;
    }
    this.#kept[group] = table;
    return table;
  }
}

/**
 * As few passes over the mentors as possible: criteria with few groups joined into one table, those with the fewest first and as many as leave it small;
 * the others each by itself.
 */
export const joined = (rows: readonly CriterionRows[]): readonly RowAdder[] => {
  const small = rows.filter((one) => one instanceof CriterionTable && one.isSmall) as CriterionTable[];
  small.sort((a, b) => entriesOf(a) - entriesOf(b));
  for (let count = small.length; count > 1; count -= 1) {
    const some = small.slice(0, count);
    const mentees = jointGroups(some.map((table) => table.mentees.of));
    const mentors = jointGroups(some.map((table) => table.mentors.of));
    if (mentees.first.length * mentors.first.length > JOINT_ENTRIES) continue;
    return [new JointTable(some, mentees, mentors), ...rows.filter((one) => !(some as CriterionRows[]).includes(one))];
  }
  return rows;
};

const entriesOf = ({ mentees, mentors }: CriterionTable): number => mentees.first.length * mentors.first.length;

const jointGroups = ([first, ...others]: readonly Int32Array[]): Groups<number> =>
  groupsOf([...(first ?? []).keys()], (at) => [first, ...others].map((groupOf) => groupOf?.[at]).join());
