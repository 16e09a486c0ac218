import { parsePolicy, policyAdvice, type Fault } from '@telemachy/matching-engine';
import type { ColumnMapping } from '@telemachy/contracts/matching';
import { z } from 'zod';
import { isOwnField } from '../domain/person-row.ts';
import type { Program } from '../domain/program.ts';

export const Advice = z
  .object({ path: z.string(), rule: z.string(), message: z.string(), remedy: z.string() })
  .meta({ id: 'RulesAdvice' });

const attributesOf = ({ columns, defaults = {} }: ColumnMapping): ReadonlyMap<string, 'one' | 'many'> =>
  new Map(
    [
      ...Object.keys(defaults).map((name) => [name, 'one'] as const),
      ...columns.map(({ to, separator }) => [to, separator === undefined ? 'one' : 'many'] as const),
    ].filter(([name]) => !isOwnField(name)),
  );

/** What is probably a mistake in a program's rules, given what its mappings read; none while there are no rules. It never keeps anybody from saving. */
export const rulesAdvice = (program: Program): readonly Fault[] => {
  if (program.status === 'none') return [];
  const parsed = parsePolicy(program.policies.at(-1));
  if (!parsed.ok) return [];
  const { mentee, mentor } = program.mappings;
  return policyAdvice(parsed.policy, {
    mentee: mentee === undefined ? undefined : attributesOf(mentee),
    mentor: mentor === undefined ? undefined : attributesOf(mentor),
  });
};
