import type { BuiltInRule } from '../scoring/built-in-rules.ts';
import { BUILT_IN_LABEL } from '../scoring/built-in-rules.ts';
import { CompiledCriterion } from '../scoring/compiled-criterion.ts';
import type { ScoreTable } from '../scoring/score-table.ts';
import type { UnmatchedReason } from './result.ts';
import { smallestChangeTo } from './smallest-change.ts';

export type Broken = BuiltInRule | CompiledCriterion;
export type Possible = { readonly mentee: number; readonly mentor: number };

export const nameOf = (rule: Broken): { readonly rule: string; readonly label: string } =>
  rule instanceof CompiledCriterion
    ? { rule: rule.criterion.id, label: rule.criterion.label }
    : { rule, label: BUILT_IN_LABEL[rule] };

/**
 * Why every one of these pairs is forbidden: the rule that stands alone between this person and most of the others, and the smallest change that
 * would open one; where no rule stands alone, the pair that breaks the fewest.
 */
export const blockedFrom = (
  table: ScoreTable,
  pairs: readonly Possible[],
  others: 'mentee' | 'mentor',
): UnmatchedReason => {
  const broken = pairs.map((pair) => ({ pair, rules: table.brokenRules(pair.mentee, pair.mentor) }));
  const alone = Map.groupBy(
    broken.filter(({ rules }) => rules.length === 1),
    ({ rules }) => rules[0]!,
  );
  const widest = [...alone].reduce<(typeof broken)[number][]>(
    (most, [, some]) => (some.length > most.length ? some : most),
    [],
  );
  const rule = widest[0]?.rules[0];
  if (rule !== undefined) {
    return {
      code: 'rules-leave-nobody',
      text: `No ${others} keeps all rules; "${nameOf(rule).label}" alone stands against ${count(widest.length, others)}.`,
      blockingRule: nameOf(rule),
      smallestChange: smallestChangeTo(
        table,
        rule,
        widest.map(({ pair }) => pair),
        others,
      ),
    };
  }
  const nearest = broken.reduce((best, next) => (next.rules.length < best.rules.length ? next : best));
  const labels = nearest.rules.map((one) => `"${nameOf(one).label}"`).join(' and ');
  return {
    code: 'rules-leave-nobody',
    text: `No ${others} keeps all rules, and none breaks only one.`,
    blockingRule: nameOf(mostBroken(broken.flatMap(({ rules }) => rules))),
    smallestChange: {
      kind: 'drop-rules',
      text: `Only without ${labels} together would somebody be possible.`,
      opens: broken.filter(({ rules }) => rules.every((one) => nearest.rules.includes(one))).length,
    },
  };
};

export const count = (number: number, others: 'mentee' | 'mentor'): string =>
  `${number} ${others}${number === 1 ? '' : 's'}`;

const mostBroken = (rules: readonly Broken[]): Broken =>
  [...Map.groupBy(rules, (rule) => rule)].reduce((most, next) => (next[1].length > most[1].length ? next : most))[0];
