import type { Policy } from '../policy/policy.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { MatchResult } from './result.ts';
import type { SolveOptions } from './solve.ts';
import { solve } from './solve.ts';

type Couple = { readonly menteeId: string; readonly mentorId: string };

/** What has happened to some pairs. Declined: these two never again; both stay. Gone: people who take part no more. */
export type Change = {
  readonly declined?: readonly Couple[];
  readonly gone?: { readonly mentees?: readonly string[]; readonly mentors?: readonly string[] };
};

export type Rematch = {
  /** What was solved: the people who are left, the pairs that stay as fixed ones, the declined ones as blocked. The next rematch starts from it. */
  readonly snapshot: Snapshot;
  /** New pairs alone, with a proof of their own; the pairs that stay are `snapshot.fixedPairs`. */
  readonly result: MatchResult;
};

/**
 * Finds new mentors for those whom a change set free, and for whoever was without, in the places that are free: no other pair is touched.
 * The best such match, proved like any other. `pairs` are those that hold before the change.
 */
export const rematch = (
  snapshot: Snapshot,
  policy: Policy,
  pairs: readonly Couple[],
  { change, ...options }: SolveOptions & { readonly change: Change },
): Rematch => {
  const { declined = [], gone } = change;
  const mentees = snapshot.mentees.filter(({ id }) => gone?.mentees?.includes(id) !== true);
  const mentors = snapshot.mentors.filter(({ id }) => gone?.mentors?.includes(id) !== true);
  const here = new Set(mentors.map(({ id }) => id));
  const left = new Set(gone?.mentees);
  const stays = ({ menteeId, mentorId }: Couple): boolean =>
    here.has(mentorId) &&
    !left.has(menteeId) &&
    !declined.some((one) => one.menteeId === menteeId && one.mentorId === mentorId);
  const before = [...(snapshot.fixedPairs ?? []).map(([menteeId, mentorId]) => ({ menteeId, mentorId })), ...pairs];
  const next: Snapshot = {
    mentees,
    mentors,
    blocked: [
      ...(snapshot.blocked ?? []),
      ...declined.map(({ menteeId, mentorId }) => [menteeId, mentorId, 'declined'] as const),
    ],
    fixedPairs: before.filter(stays).map(({ menteeId, mentorId }) => [menteeId, mentorId] as const),
  };
  return { snapshot: next, result: solve(next, policy, options) };
};
