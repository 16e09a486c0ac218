import type { Fault } from './fault.ts';
import type { Policy } from './policy.ts';
import { attributesOf } from './policy.ts';
import { rulesNobodyKeeps } from './rules-nobody-keeps.ts';

/** The attributes that people of one side can have, and whether one value or several; `undefined`: nothing is known of the side. */
export type KnownAttributes = Readonly<Record<'mentee' | 'mentor', ReadonlyMap<string, 'one' | 'many'> | undefined>>;

/**
 * What is probably a mistake in a policy that can be followed, given the attributes that people have: criteria that look at what nobody has, and rules that
 * nobody keeps who has one value of each.
 */
export const policyAdvice = (policy: Policy, known: KnownAttributes): Fault[] => [
  ...withoutEffect(policy),
  ...policy.criteria.flatMap((criterion, at) => {
    const read = attributesOf(criterion);
    return (['mentee', 'mentor'] as const).flatMap((side) => {
      const missing = read[side].filter((name) => known[side]?.has(name) === false);
      return missing.map((name) => ({
        path: `criteria[${at}]`,
        rule: criterion.id,
        message: `No ${side} has "${name}".`,
        remedy: remedyFor(name, known[side]),
      }));
    });
  }),
  ...rulesNobodyKeeps(policy, (side, attribute) => known[side]?.get(attribute) ?? 'many'),
];

const withoutEffect = ({ criteria }: Policy): Fault[] => [
  ...(criteria.length > 0
    ? []
    : [
        {
          path: 'criteria',
          rule: 'policy',
          message: 'Without a criterion every allowed pair is worth the same.',
          remedy: 'Add a criterion with a weight for each thing that makes a good pair.',
        },
      ]),
  ...criteria.flatMap(({ id, sensitive, shownAs }, at) =>
    sensitive === true && shownAs !== undefined
      ? [
          {
            path: `criteria[${at}].shownAs`,
            rule: id,
            message: 'A sensitive criterion is never shown, so shownAs has no effect.',
            remedy: 'Leave shownAs out.',
          },
        ]
      : [],
  ),
];

const remedyFor = (name: string, known: KnownAttributes['mentee']): string => {
  const meant = [...(known?.keys() ?? [])].find((other) => other.toLowerCase() === name.toLowerCase());
  return meant === undefined
    ? 'Have a column of the mapping lead to it, or correct the name.'
    : `Correct the name: there is "${meant}".`;
};
