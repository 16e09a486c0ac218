import type { Policy } from '../policy/policy.ts';
import type { Participant, Snapshot } from '../snapshot/snapshot.ts';

/** The rules that need no criterion. */
export type BuiltInRule = 'not-yourself' | 'reporting-line' | 'blocked-pair' | 'minimum-score';

export const BUILT_IN_LABEL: Readonly<Record<BuiltInRule, string>> = {
  'not-yourself': 'Nobody mentors oneself',
  'reporting-line': 'Not within one reporting line',
  'blocked-pair': 'Not a blocked pair',
  'minimum-score': 'Minimum score',
};

/** Per mentee the few mentors that a built-in rule excludes, with all rules that do. */
export type Exclusions = readonly ReadonlyMap<number, readonly BuiltInRule[]>[];

export const exclusionsOf = (
  mentees: readonly Participant[],
  mentors: readonly Participant[],
  policy: Policy,
  blocked: Snapshot['blocked'] = [],
): Exclusions => {
  const exclusions = mentees.map(() => new Map<number, BuiltInRule[]>());
  const exclude = (mentee: number | undefined, mentor: number | undefined, rule: BuiltInRule): void => {
    if (mentee === undefined || mentor === undefined) return;
    const rules = exclusions[mentee]?.get(mentor);
    if (rules === undefined) exclusions[mentee]?.set(mentor, [rule]);
    else if (!rules.includes(rule)) rules.push(rule);
  };
  const menteeOf = indexBy(mentees, ({ personId }) => personId);
  const mentorOf = indexBy(mentors, ({ personId }) => personId);
  for (const [at, { personId }] of mentees.entries()) exclude(at, mentorOf.get(personId), 'not-yourself');
  if (policy.reportingLine !== false) {
    const above = everybodyAbove([...mentees, ...mentors]);
    for (const [at, { personId }] of mentees.entries()) {
      for (const person of above(personId)) exclude(at, mentorOf.get(person), 'reporting-line');
    }
    for (const [at, { personId }] of mentors.entries()) {
      for (const person of above(personId)) exclude(menteeOf.get(person), at, 'reporting-line');
    }
  }
  const menteeById = indexBy(mentees, ({ id }) => id);
  const mentorById = indexBy(mentors, ({ id }) => id);
  for (const [mentee, mentor] of blocked) exclude(menteeById.get(mentee), mentorById.get(mentor), 'blocked-pair');
  return exclusions;
};

const indexBy = (people: readonly Participant[], key: (person: Participant) => string): Map<string, number> =>
  new Map(people.map((person, at) => [key(person), at]));

/** Everybody above a person, through the lines of all; a cycle in the lines ends where it began. Never the person itself. */
const everybodyAbove = (people: readonly Participant[]): ((personId: string) => ReadonlySet<string>) => {
  const managers = new Map<string, Set<string>>();
  for (const { personId, line = [] } of people) {
    for (const [at, manager] of line.entries()) {
      const report = at === 0 ? personId : (line[at - 1] ?? personId);
      const known = managers.get(report) ?? new Set();
      managers.set(report, known.add(manager));
    }
  }
  return (personId) => {
    const above = new Set<string>();
    const open = [...(managers.get(personId) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === personId || above.has(next)) continue;
      above.add(next);
      open.push(...(managers.get(next) ?? []));
    }
    return above;
  };
};
