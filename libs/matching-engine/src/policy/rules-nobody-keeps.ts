import { candidatesFor } from './candidate-pairs.ts';
import type { HowMany } from './candidate-pairs.ts';
import type { Fault } from './fault.ts';
import type { Criterion, Policy } from './policy.ts';
import { comparedAttributes } from './policy.ts';

/**
 * Rules that no two people can keep together, whoever they are, as far as their values are known: each smallest set of them once, at its last rule.
 * Rules that hold for some people only (`appliesIf`) are not looked at, nor rules that meet over several attributes.
 * @param howMany whether an attribute has one value or may have several; several, where nothing is known
 */
export const rulesNobodyKeeps = (policy: Policy, howMany: HowMany = () => 'many'): Fault[] => {
  const rules = policy.criteria.filter(
    ({ importance, appliesIf }) => typeof importance === 'string' && appliesIf === undefined,
  );
  const impossible = (some: readonly Criterion[]): boolean => !candidatesFor(some, policy, howMany).keptBySome(some);
  const groups = different(rules.map((rule) => rules.filter((other) => readsNoMoreThan(rule, other))));
  const sets = groups
    .filter((group) => group.length <= mostInOneGroup && impossible(group))
    .map((group) => smallest(group, impossible));
  return different(sets).flatMap((set) => faultOf(set, policy));
};

/** Nobody writes so many rules about the same two attributes; the work grows with the square. */
const mostInOneGroup = 30;

const different = (sets: readonly (readonly Criterion[])[]): readonly (readonly Criterion[])[] => [
  ...new Map(sets.map((set) => [set.map(({ id }) => id).join(), set])).values(),
];

/** Whether the other rule compares these two attributes, or one of them with a list. */
const readsNoMoreThan = (rule: Criterion, other: Criterion): boolean => {
  const known = comparedAttributes(rule);
  const read = comparedAttributes(other);
  return (['mentee', 'mentor'] as const).every((side) => read[side] === undefined || read[side] === known[side]);
};

/** What is left of the rules when each that is not needed for it is dropped. */
const smallest = (rules: readonly Criterion[], impossible: (some: readonly Criterion[]) => boolean) =>
  rules.reduce((left, rule) => {
    const without = left.filter((other) => other !== rule);
    return impossible(without) ? without : left;
  }, rules);

const faultOf = (set: readonly Criterion[], policy: Policy): Fault[] => {
  const last = set.at(-1);
  if (last === undefined) return [];
  const others = set.slice(0, -1).map(({ id }) => `"${id}"`);
  return [
    {
      path: `criteria[${policy.criteria.indexOf(last)}]`,
      rule: last.id,
      message: others.length === 0 ? 'No pair can keep it.' : `No pair can keep it together with ${others.join(', ')}.`,
      remedy: `${others.length === 0 ? 'Drop or widen it' : 'Drop or widen one of them'}, or give it a weight instead.`,
    },
  ];
};
