import { BUILT_IN_LABEL } from '../scoring/built-in-rules.ts';
import { sharesOf } from '../scoring/shares.ts';
import { comparable } from '../scoring/values.ts';
import type { Fault } from './fault.ts';
import type { Criterion, Policy } from './policy.ts';
import { attributesOf, comparedAttributes } from './policy.ts';
import { rulesNobodyKeeps } from './rules-nobody-keeps.ts';

/** What is wrong with a policy although each of its fields is well formed. Whether anybody can keep it is asked once each rule by itself makes sense. */
export const contradictions = (policy: Policy): Fault[] => {
  const faults = faultsByThemselves(policy);
  return faults.length > 0 ? faults : [...minimumFault(policy), ...rulesNobodyKeeps(policy)];
};

const faultsByThemselves = (policy: Policy): Fault[] => [
  ...ladderFaults(policy),
  ...policy.criteria.flatMap((criterion, at) =>
    [sameId, reservedId, comparesNothing, comparesTwice, gapFault, sensitiveRule, leakingAttribute].flatMap((check) =>
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

/** Explanations name these besides the criteria. */
const reserved: readonly string[] = ['other-wishes', 'capacity', ...Object.keys(BUILT_IN_LABEL)];

const reservedId: Check = (criterion, path) =>
  reserved.includes(criterion.id)
    ? [
        {
          path: `${path}.id`,
          rule: criterion.id,
          message: `"${criterion.id}" is the name of something that is built in.`,
          remedy: 'Give the criterion another id.',
        },
      ]
    : [];

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

const comparesTwice: Check = (criterion, path) => {
  if (criterion.kind === 'list-membership') return [];
  const { attribute, menteeAttribute, mentorAttribute } = criterion;
  if (attribute === undefined || menteeAttribute === undefined || mentorAttribute === undefined) return [];
  return [
    {
      path: `${path}.attribute`,
      rule: criterion.id,
      message: `"${attribute}" is never looked at, since each side has an attribute of its own.`,
      remedy: 'Leave attribute out, or one of the two others.',
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
    ...(ladder !== undefined && !Object.hasOwn(policy.ladders ?? {}, ladder)
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

/** What is shown of a pair can never be more than the open criteria give. */
const minimumFault = (policy: Policy): Fault[] => {
  const { minimumScore = 0, criteria } = policy;
  const shares = sharesOf(policy);
  const most = criteria.reduce((sum, { sensitive }, at) => (sensitive === true ? sum : sum + (shares[at] ?? 0)), 0);
  if (minimumScore <= most) return [];
  return [
    {
      path: 'minimumScore',
      rule: 'minimum-score',
      message: `No pair has ${minimumScore} points: what is shown adds up to ${most} at most.`,
      remedy: `Use ${most} at most, or give an open criterion more weight.`,
    },
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
