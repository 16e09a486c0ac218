import type { Policy } from '../policy/policy.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Problem } from '../solver/problem.ts';
import { weightOf } from '../solver/problem.ts';
import { openProblem } from './open-problem.ts';
import type { Certificate, MatchResult } from './result.ts';

/** `gap` is what the duals leave open above the pairs, in units of the certificate's scale: 0 for a proved optimum. */
export type Verdict = { readonly holds: boolean; readonly gap: bigint; readonly faults: readonly string[] };

type Named = readonly { readonly id: string }[];
type Chosen = readonly { readonly menteeId: string; readonly mentorId: string; readonly score: number }[];

/**
 * Re-checks a result without the solver, on scores computed anew: every pair is allowed and scored right, nobody is over capacity, the totals are true,
 * no pair of all is worth more than the duals of its two people, and the duals add up to what the chosen pairs are worth. Then no assignment is better.
 */
export const verifyAssignment = (
  problem: Problem,
  people: { readonly mentees: Named; readonly mentors: Named },
  chosen: Chosen,
  certificate: Certificate,
): Verdict => {
  const faults: string[] = [];
  const check = (holds: boolean, fault: string): void => void (holds || faults.push(fault));
  const pairOf = new Map(chosen.map((pair) => [pair.menteeId, pair]));
  const mentorAt = new Map(people.mentors.map(({ id }, at) => [id, at]));
  const price = dualsOf(people.mentors, certificate.duals.mentors);
  const gain = dualsOf(people.mentees, certificate.duals.mentees);
  const taken = new Int32Array(problem.mentors);
  const row = new Int16Array(problem.mentors);
  let gap = 0n;
  for (const [mentor, dual] of price.entries()) gap += BigInt(dual) * BigInt(problem.places[mentor]!);
  for (const [mentee, { id }] of people.mentees.entries()) {
    problem.scores(mentee, row);
    gap += BigInt(gain[mentee]!);
    const wish = row.findIndex((score, mentor) => {
      if (score < 0 || problem.places[mentor] === 0) return false;
      return weightOf(problem, mentee, mentor, score) > price[mentor]! + gain[mentee]!;
    });
    check(wish < 0, `${id} would be better off with ${people.mentors[wish]?.id}`);
    const pair = pairOf.get(id);
    if (pair === undefined) continue;
    const mentor = mentorAt.get(pair.mentorId) ?? -1;
    const allowed = mentor >= 0 && row[mentor]! >= 0 && row[mentor] === pair.score;
    check(allowed, `${id} and ${pair.mentorId}: not allowed, or another score`);
    if (!allowed) continue;
    taken[mentor] = taken[mentor]! + 1;
    gap -= BigInt(weightOf(problem, mentee, mentor, pair.score));
  }
  check(
    [...price, ...gain].every((dual) => dual >= 0),
    'a dual is negative',
  );
  check(
    taken.every((count, mentor) => count <= problem.places[mentor]!),
    'a mentor has more mentees than places',
  );
  check(
    taken.reduce((sum, count) => sum + count, 0) === chosen.length && pairOf.size === chosen.length,
    'somebody is unknown or paired twice',
  );
  check(certificate.matched === chosen.length, 'the count is wrong');
  check(certificate.total === chosen.reduce((sum, { score }) => sum + score, 0), 'the total is wrong');
  check(gap === 0n, 'the duals do not add up to the value of the pairs');
  return { holds: faults.length === 0, gap, faults };
};

/** Re-checks a match run from its input alone. Pinned pairs are given, not proved. */
export const verifyCertificate = (snapshot: Snapshot, policy: Policy, result: MatchResult): Verdict => {
  const { problem, mentees, mentors } = openProblem(snapshot, policy, result.seed);
  const chosen = result.pairs.filter(({ pinned }) => pinned !== true);
  return verifyAssignment(problem, { mentees, mentors }, chosen, result.certificate);
};

const dualsOf = (people: Named, duals: readonly (readonly [string, number])[]): Float64Array => {
  const known = new Map(duals);
  return Float64Array.from(people, ({ id }) => known.get(id) ?? 0);
};
