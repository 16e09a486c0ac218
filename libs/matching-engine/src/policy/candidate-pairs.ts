import { stepOf } from '../scoring/gap-measure.ts';
import { measureOf } from '../scoring/measure.ts';
import { comparable } from '../scoring/values.ts';
import type { AttributeValue } from '../snapshot/snapshot.ts';
import type { Criterion, Policy } from './policy.ts';
import { comparedAttributes } from './policy.ts';

type Side = 'mentee' | 'mentor';
/** Whether an attribute of one side has one value or may have several. */
export type HowMany = (side: Side, attribute: string) => 'one' | 'many';

type Values = Readonly<Record<Side, readonly AttributeValue[]>>;
type Test = (mentee: number, mentor: number) => boolean;

/** Values such that, if any two people keep the rules, two people with these values do. */
export const candidatesFor = (rules: readonly Criterion[], policy: Policy, howMany: HowMany) => {
  const values = valuesFor(rules, policy, howMany);
  return {
    keptBySome: (some: readonly Criterion[]): boolean => {
      // More ways to choose than anybody would write down: taken for possible.
      if (values === undefined) return true;
      const tests = some.map((rule) => testOf(rule, policy, values));
      return values.mentee.some((_, mentee) =>
        values.mentor.some((__, mentor) => tests.every((test) => test(mentee, mentor))),
      );
    },
  };
};

const valuesFor = (rules: readonly Criterion[], policy: Policy, howMany: HowMany): Values | undefined => {
  const gaps = rules.filter((rule) => rule.kind === 'level-gap');
  const [gap] = gaps;
  if (gap === undefined) return listsFor(rules, howMany);
  const ladder = gaps.find((one) => one.ladder !== undefined)?.ladder;
  const steps = ladder === undefined ? undefined : (policy.ladders?.[ladder] ?? []);
  return steps === undefined ? numbersFor(rules, gaps) : { mentee: steps, mentor: steps };
};

const isOneOf = (rule: Criterion, side: Side): rule is Extract<Criterion, { kind: 'list-membership' }> =>
  rule.kind === 'list-membership' && rule.side === side;

const valuesNamed = (rules: readonly Criterion[], side: Side): readonly string[] =>
  rules.flatMap((rule) => (isOneOf(rule, side) ? rule.values : []));

/** A number that nobody lists. */
const elsewhere = 987_654_321.25;

/** Ends of the ranges, and just beside them, from the numbers that a list names and from one that none does. */
const numbersFor = (
  rules: readonly Criterion[],
  gaps: readonly Extract<Criterion, { kind: 'level-gap' }>[],
): Values => {
  const ends = gaps.flatMap(({ minSteps, maxSteps }) => [minSteps, maxSteps]);
  const wanted = ends.flatMap((end) => [end - 0.5, end, end + 0.5]);
  const mentees = [...valuesNamed(rules, 'mentee').map(Number), elsewhere];
  const mentors = valuesNamed(rules, 'mentor').map(Number);
  const below = [...mentees, ...mentors.flatMap((mentor) => wanted.map((gap) => mentor - gap))];
  const above = [...mentors, ...mentees.flatMap((mentee) => wanted.map((gap) => mentee + gap))];
  return { mentee: below.map(String), mentor: above.map(String) };
};

/** On each side; more is a policy that nobody wrote by hand. */
const mostCandidates = 100;

const listsFor = (rules: readonly Criterion[], howMany: HowMany): Values | undefined => {
  const wanted = Math.max(1, ...rules.map((rule) => ('atLeast' in rule ? (rule.atLeast ?? 1) : 1)));
  const of = (side: Side): readonly AttributeValue[] | undefined => {
    const own = `own ${side} \u0001`;
    const shared = Array.from({ length: wanted }, (_, nth) => `shared ${nth} \u0001`);
    const attribute = rules.map((rule) => comparedAttributes(rule)[side]).find((name) => name !== undefined);
    if (attribute !== undefined && howMany(side, attribute) === 'one')
      return [...valuesNamed(rules, 'mentee'), ...valuesNamed(rules, 'mentor'), own, shared[0] ?? own];
    const choices = chosen(
      rules.flatMap((rule) => (isOneOf(rule, side) && rule.importance === 'must' ? [rule.values] : [])),
      mostCandidates / (wanted + 1),
    );
    // What was chosen, and beside it nothing, one, two … that the other side has as well.
    return choices?.flatMap((choice) =>
      [0, ...shared.keys().map((nth) => nth + 1)]
        .map((count) => [...choice, ...shared.slice(0, count)])
        .map((list) => (list.length === 0 ? [own] : list)),
    );
  };
  const [mentee, mentor] = [of('mentee'), of('mentor')];
  return mentee === undefined || mentor === undefined ? undefined : { mentee, mentor };
};

/** One value of each list, in every way; `undefined` where there are more ways than `most`. */
const chosen = (lists: readonly (readonly string[])[], most: number): readonly (readonly string[])[] | undefined => {
  if (lists.reduce((ways, list) => ways * list.length, 1) > most) return undefined;
  return lists.reduce<readonly (readonly string[])[]>(
    (choices, list) => choices.flatMap((choice) => list.map((value) => [...choice, value])),
    [[]],
  );
};

const stepsOf = (values: readonly AttributeValue[], ladder: readonly string[] | undefined) => {
  if (ladder === undefined) return values.map((value) => stepOf(value, undefined));
  const steps = new Map(ladder.map((name, step) => [comparable(name), step]));
  return values.map((value) => steps.get(comparable(String(value))));
};

/** Whether two of the candidates keep a rule; whoever has no value to compare does not. */
const testOf = (rule: Criterion, policy: Policy, { mentee: mentees, mentor: mentors }: Values): Test => {
  const kept = (holds: boolean): boolean => holds === (rule.importance === 'must');
  if (rule.kind === 'level-gap') {
    const ladder = rule.ladder === undefined ? undefined : policy.ladders?.[rule.ladder];
    const below = stepsOf(mentees, ladder);
    const above = mentors === mentees ? below : stepsOf(mentors, ladder);
    return (mentee, mentor) => {
      const [from, to] = [below[mentee], above[mentor]];
      if (from === undefined || to === undefined) return false;
      return kept(to - from >= rule.minSteps && to - from <= rule.maxSteps);
    };
  }
  const measure = measureOf(rule, policy);
  if (rule.kind === 'list-membership') {
    const listed = (rule.side === 'mentee' ? mentees : mentors).map((value) => measure.judge(value, value)?.holds);
    return (mentee, mentor) => {
      const holds = listed[rule.side === 'mentee' ? mentee : mentor];
      return holds !== undefined && kept(holds);
    };
  }
  return (mentee, mentor) => {
    const holds = measure.judge(mentees[mentee], mentors[mentor])?.holds;
    return holds !== undefined && kept(holds);
  };
};
