import type { z } from 'zod';
import { contradictions } from './contradictions.ts';
import type { Fault } from './fault.ts';
import { Policy } from './policy.ts';

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Reads a policy from data. Every fault is named at once: where it stands, which rule it belongs to, what is wrong and what to do about it. */
export const parsePolicy = (input: unknown): ParsedPolicy => {
  const read = Policy.safeParse(input);
  if (!read.success) return { ok: false, faults: read.error.issues.flatMap((issue) => faultsOf(issue, input)) };
  const faults = contradictions(read.data);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, policy: read.data };
};

type Issue = z.core.$ZodIssue;

/** Each key that nobody knows is a fault at its own place. */
const faultsOf = (issue: Issue, input: unknown): Fault[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({
        path: join(placeOf(issue.path), key),
        rule: ruleAt(issue.path, input),
        message: `There is no field "${key}" here.`,
        remedy: 'Remove it or correct the spelling.',
      }))
    : [
        {
          path: placeOf(issue.path),
          rule: ruleAt(issue.path, input),
          message: issue.message,
          remedy: remedyFor(issue),
        },
      ];

const placeOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((path, key) => (typeof key === 'number' ? `${path}[${key}]` : join(path, key)), '');

const join = (path: string, key: PropertyKey): string => (path === '' ? String(key) : `${path}.${String(key)}`);

/** The id of the criterion that the path leads into, or its place in the list; `policy` for everything else. */
const ruleAt = (path: readonly PropertyKey[], input: unknown): string => {
  const [list, at] = path;
  if (list !== 'criteria' || typeof at !== 'number') return 'policy';
  const criteria: unknown = field(input, 'criteria');
  const id = Array.isArray(criteria) ? field(criteria[at], 'id') : undefined;
  return typeof id === 'string' ? id : `criteria[${at}]`;
};

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

const remedyFor = (issue: Issue): string => {
  if (issue.code === 'invalid_value') return `Use one of ${quoted(issue.values.map(String))}.`;
  if (issue.code === 'invalid_type') return `Give a value of the type ${issue.expected}.`;
  if (issue.path.at(-1) === 'importance')
    return 'Use "must", "must-not" or a whole number from 1 to 10; a criterion that shall not count is left out.';
  if (issue.path.at(-1) === 'kind')
    return 'Use one of "same", "different", "overlap", "offered-covers-wanted", "level-gap", "list-membership".';
  return 'Correct the value as the message says.';
};

const quoted = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ');
