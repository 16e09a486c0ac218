import { CompiledCriterion } from '../scoring/compiled-criterion.ts';
import type { ScoreTable } from '../scoring/score-table.ts';
import type { Broken, Possible } from './blocked-from.ts';
import { count, nameOf } from './blocked-from.ts';
import type { UnmatchedReason } from './result.ts';

type Change = NonNullable<UnmatchedReason['smallestChange']>;

/** The least that would have to change for one of these pairs to be allowed, each of which breaks this one rule only. */
export const smallestChangeTo = (
  table: ScoreTable,
  rule: Broken,
  pairs: readonly Possible[],
  others: 'mentee' | 'mentor',
): Change => {
  if (rule === 'minimum-score') {
    const best = Math.max(...pairs.map(({ mentee, mentor }) => table.openScore(mentee, mentor)));
    const opens = pairs.filter(({ mentee, mentor }) => table.openScore(mentee, mentor) >= best).length;
    return {
      kind: 'lower-minimum',
      text: `With a minimum of ${best} points, ${count(opens, others)} would be possible.`,
      opens,
    };
  }
  if (rule instanceof CompiledCriterion) {
    const change = missingValue(table, rule, pairs, others) ?? widerGap(table, rule, pairs, others);
    if (change !== undefined) return change;
  }
  return {
    kind: 'drop-rule',
    text: `Without "${nameOf(rule).label}", ${count(pairs.length, others)} would be possible.`,
    opens: pairs.length,
  };
};

/** When the person itself has no value that can be compared, a value is what is missing, not another rule. */
const missingValue = (
  table: ScoreTable,
  rule: CompiledCriterion,
  pairs: readonly Possible[],
  others: 'mentee' | 'mentor',
): Change | undefined => {
  const side = others === 'mentor' ? 'mentee' : 'mentor';
  const [first] = pairs;
  const person = first && (side === 'mentee' ? table.mentees[first.mentee] : table.mentors[first.mentor]);
  const attribute = rule.attributes[side];
  if (person === undefined || attribute === undefined || rule.has(person, side)) return undefined;
  return { kind: 'fill-in', text: `The ${side}'s "${attribute}" is missing or unknown: it is needed first.`, opens: 0 };
};

/** The range of a level gap moved outwards by as little as lets somebody in. */
const widerGap = (
  table: ScoreTable,
  rule: CompiledCriterion,
  pairs: readonly Possible[],
  others: 'mentee' | 'mentor',
): Change | undefined => {
  const { criterion } = rule;
  if (criterion.kind !== 'level-gap' || criterion.importance !== 'must') return undefined;
  const misses = pairs
    .map(({ mentee, mentor }) => rule.outside(table.mentees[mentee]!, table.mentors[mentor]!))
    .filter((steps) => steps !== 0);
  if (misses.length === 0) return undefined;
  const least = misses.reduce((best, next) => (Math.abs(next) < Math.abs(best) ? next : best));
  const opens = misses.filter((steps) => steps === least).length;
  const range =
    least > 0
      ? `up to ${criterion.maxSteps + least} instead of ${criterion.maxSteps}`
      : `from ${criterion.minSteps + least} instead of ${criterion.minSteps}`;
  return {
    kind: 'widen-gap',
    text: `With "${criterion.label}" ${range}, ${count(opens, others)} would be possible.`,
    opens,
  };
};
