import { comparable } from '../scoring/values.ts';
import type { Fault } from './fault.ts';
import type { Criterion, Policy } from './policy.ts';
import { attributesOf, comparedAttributes } from './policy.ts';

/** What is wrong with a policy although each of its fields is well formed. */
export const contradictions = (policy: Policy): Fault[] => [
  ...ladderFaults(policy),
  ...policy.criteria.flatMap((criterion, at) =>
    [sameId, comparesNothing, gapFault, sensitiveRule, leakingAttribute, impossiblePair].flatMap((check) =>
      check(criterion, `criteria[${at}]`, policy),
    ),
  ),
];

type Check = (criterion: Criterion, path: string, policy: Policy) => Fault[];

const ladderFaults = (policy: Policy): Fault[] =>
  Object.entries(policy.ladders ?? {})
    .filter(([, steps]) => new Set(steps.map(comparable)).size < steps.length)
    .map(([name]) => ({
      path: `ladders.${name}`,
      rule: name,
      message: `The ladder "${name}" has a step twice.`,
      remedy: 'Name every step once, lowest first.',
    }));

const sameId: Check = (criterion, path, policy) => {
  const first = policy.criteria.find((other) => other.id === criterion.id);
  return first === criterion
    ? []
    : [
        {
          path: `${path}.id`,
          rule: criterion.id,
          message: `Two criteria have the id "${criterion.id}".`,
          remedy: 'Give each criterion an id of its own.',
        },
      ];
};

const comparesNothing: Check = (criterion, path) => {
  if (criterion.kind === 'list-membership') return [];
  const { mentee, mentor } = comparedAttributes(criterion);
  if (mentee !== undefined && mentor !== undefined) return [];
  return [
    {
      path: `${path}.attribute`,
      rule: criterion.id,
      message: 'It does not say what to compare.',
      remedy: 'Name the attribute, or menteeAttribute and mentorAttribute where the two sides call it differently.',
    },
  ];
};

const gapFault: Check = (criterion, path, policy) => {
  if (criterion.kind !== 'level-gap') return [];
  const { ladder, minSteps, maxSteps, bestSteps, id } = criterion;
  const fault = (field: string, message: string, remedy: string): Fault => ({
    path: `${path}.${field}`,
    rule: id,
    message,
    remedy,
  });
  return [
    ...(ladder !== undefined && policy.ladders?.[ladder] === undefined
      ? [
          fault(
            'ladder',
            `There is no ladder "${ladder}".`,
            'Add it under ladders, lowest step first, or correct the name.',
          ),
        ]
      : []),
    ...(minSteps > maxSteps
      ? [
          fault(
            'minSteps',
            `No gap is at least ${minSteps} and at most ${maxSteps}.`,
            'Swap the two or widen the range.',
          ),
        ]
      : []),
    ...(bestSteps !== undefined && (bestSteps < minSteps || bestSteps > maxSteps)
      ? [fault('bestSteps', `The best gap, ${bestSteps}, is outside the range.`, `Choose ${minSteps} to ${maxSteps}.`)]
      : []),
  ];
};

const sensitiveRule: Check = (criterion, path) =>
  criterion.sensitive === true && typeof criterion.importance === 'string'
    ? [
        {
          path: `${path}.importance`,
          rule: criterion.id,
          message:
            'A sensitive criterion cannot be a rule: who is left without a match because of it would tell its value.',
          remedy: 'Give it a weight from 1 to 10.',
        },
      ]
    : [];

/** An attribute that is sensitive in one criterion would be shown by another one that is not. */
const leakingAttribute: Check = (criterion, path, policy) => {
  if (criterion.sensitive === true) return [];
  const open = attributesOf(criterion);
  return policy.criteria
    .filter((other) => other.sensitive === true)
    .flatMap((other) => {
      const secret = attributesOf(other);
      const shared = [
        ...open.mentee.filter((name) => secret.mentee.includes(name)),
        ...open.mentor.filter((name) => secret.mentor.includes(name)),
      ];
      return shared.map((name) => ({
        path,
        rule: criterion.id,
        message: `It would show "${name}", which "${other.id}" keeps secret.`,
        remedy: `Mark "${criterion.id}" sensitive as well, or let it use another attribute.`,
      }));
    });
};

/** Two rules of which every pair breaks one: it must be the same and must be different, or must and must not be. */
const impossiblePair: Check = (criterion, path, policy) => {
  const wants = demand(criterion);
  if (wants === undefined) return [];
  const opposite = policy.criteria
    .slice(0, policy.criteria.indexOf(criterion))
    .find((other) => demand(other) === (wants.startsWith('+') ? `-${wants.slice(1)}` : `+${wants.slice(1)}`));
  return opposite === undefined
    ? []
    : [
        {
          path,
          rule: criterion.id,
          message: `No pair can keep both "${opposite.id}" and "${criterion.id}".`,
          remedy: 'Drop one of the two, or give one a weight instead.',
        },
      ];
};

/** What a same/different rule demands of its attributes, as `+` (same) or `-` (different) and the attributes; `undefined` for all others. */
const demand = (criterion: Criterion): string | undefined => {
  const { kind, importance, appliesIf } = criterion;
  if (typeof importance === 'number' || appliesIf !== undefined || (kind !== 'same' && kind !== 'different'))
    return undefined;
  const { mentee = '', mentor = '' } = comparedAttributes(criterion);
  return `${(kind === 'same') === (importance === 'must') ? '+' : '-'}${JSON.stringify([mentee, mentor])}`;
};
