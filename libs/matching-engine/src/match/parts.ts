import type { BuiltInRule } from '../scoring/built-in-rules.ts';
import type { CompiledCriterion } from '../scoring/compiled-criterion.ts';
import type { ScoreTable } from '../scoring/score-table.ts';
import type { Possible } from './blocked-from.ts';
import { nameOf } from './blocked-from.ts';
import type { HardCheck, Part } from './explanation.ts';

const OTHER_WISHES = { criterion: 'other-wishes', label: 'Other wishes' };

/** The open score of a pair in parts that add up to it: each open criterion by itself, those shown as other wishes together and without evidence. */
export const partsOf = (table: ScoreTable, pair: Possible): readonly Part[] => {
  const weighted = table.criteria.filter(
    ({ criterion }) => typeof criterion.importance === 'number' && criterion.sensitive !== true,
  );
  const own = weighted
    .filter(({ criterion }) => criterion.shownAs !== 'other-wishes')
    .map((one) => partOf(one, table, pair));
  const others = weighted
    .filter(({ criterion }) => criterion.shownAs === 'other-wishes')
    .map((one) => partOf(one, table, pair));
  if (others.length === 0) return own;
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const merged = { points: sum(others.map(({ points }) => points)), of: sum(others.map(({ of }) => of)) };
  return [...own, { ...OTHER_WISHES, ...merged, evidence: [], attributes: {} }];
};

const partOf = (compiled: CompiledCriterion, table: ScoreTable, pair: Possible): Part => ({
  criterion: compiled.criterion.id,
  label: compiled.criterion.label,
  points: compiled.find(table.mentees[pair.mentee]!, table.mentors[pair.mentor]!).points,
  of: compiled.share,
  evidence: evidenceOf(compiled, table, pair),
  attributes: compiled.attributes,
});

const evidenceOf = (
  compiled: CompiledCriterion,
  table: ScoreTable,
  { mentee, mentor }: Possible,
): readonly string[] => {
  const two = [table.mentees[mentee]!, table.mentors[mentor]!] as const;
  switch (compiled.find(...two).state) {
    case 'judged':
      return compiled.evidence(...two);
    case 'not-asked':
      return ['not asked for'];
    case 'missing':
      return ['no value to compare'];
  }
};

/** Every rule of the policy with what it found, then the built-in ones. */
export const hardChecksOf = (
  table: ScoreTable,
  pair: Possible,
  builtIn: readonly BuiltInRule[],
): readonly HardCheck[] => {
  const broken = table.brokenRules(pair.mentee, pair.mentor);
  const rules = table.criteria.filter(({ criterion }) => typeof criterion.importance === 'string');
  return [
    ...rules.map((rule) => ({
      ...nameOf(rule),
      kept: !broken.includes(rule),
      evidence: evidenceOf(rule, table, pair),
    })),
    ...builtIn.map((rule) => ({ ...nameOf(rule), kept: !broken.includes(rule), evidence: [] })),
  ];
};
