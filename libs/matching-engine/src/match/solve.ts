import { contentHash } from '../hashing/content-hash.ts';
import { snapshotHash } from '../hashing/snapshot-hash.ts';
import type { Fault } from '../policy/fault.ts';
import type { Policy } from '../policy/policy.ts';
import { ScoreTable } from '../scoring/score-table.ts';
import { snapshotFaults } from '../snapshot/snapshot-faults.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Progress } from '../solver/optimum.ts';
import { optimum } from '../solver/optimum.ts';
import { certificateOf } from './certificate.ts';
import type { OpenProblem } from './open-problem.ts';
import { openProblem } from './open-problem.ts';
import type { MatchResult, Pair } from './result.ts';
import { unmatchedOf } from './unmatched.ts';

export type SolveOptions = {
  /** Decides between assignments that are equally good; the same seed decides the same way. */
  readonly seed: string;
  readonly mode?: 'optimum';
  readonly onProgress?: (progress: Progress) => void;
  /** Looked at after each progress report; an aborted signal throws its reason. */
  readonly signal?: AbortSignal;
};

/** The snapshot contradicts itself; `snapshotFaults` tells the same before it comes to this. */
export class SnapshotError extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(`the snapshot has ${faults.length} faults, the first at ${faults[0]?.path}: ${faults[0]?.message}`);
    this.name = 'SnapshotError';
    this.faults = faults;
  }
}

/**
 * The best match: most people placed, then the highest total score, then the lots of the seed; with its proof, and a reason for everyone who
 * remains without. A pure function: the same snapshot, policy and seed give the same bytes, in whatever order people are listed.
 * Throws SnapshotError.
 */
export const solve = (snapshot: Snapshot, policy: Policy, options: SolveOptions): MatchResult => {
  const run = solveInSteps(snapshot, policy, options);
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value;
    options.onProgress?.(step.value);
    options.signal?.throwIfAborted();
  }
};

/** The same as a generator that pauses every few people: between two steps the caller may tell progress, let others run, or stop. */
export function* solveInSteps(
  snapshot: Snapshot,
  policy: Policy,
  { seed, mode = 'optimum' }: Pick<SolveOptions, 'seed' | 'mode'>,
): Generator<Progress, MatchResult> {
  const faults = snapshotFaults(snapshot, policy);
  if (faults.length > 0) throw new SnapshotError(faults);
  const open = openProblem(snapshot, policy, seed);
  const seating = yield* optimum(open.problem);
  const pairs = [...chosenPairs(open, seating.mentorOf), ...pinnedPairs(snapshot, policy)].sort((a, b) =>
    a.menteeId < b.menteeId ? -1 : 1,
  );
  const result = {
    mode,
    seed,
    pairs,
    unmatched: unmatchedOf(snapshot, policy, open, pairs),
    matched: pairs.length,
    total: pairs.reduce((sum, { score }) => sum + score, 0),
    openTotal: pairs.reduce((sum, { openScore }) => sum + openScore, 0),
    certificate: certificateOf(open.problem, seating, open),
    snapshotHash: snapshotHash(snapshot),
    policyHash: contentHash(policy),
  };
  return { ...result, resultHash: contentHash(result) };
}

const chosenPairs = ({ mentees, mentors, table }: OpenProblem, mentorOf: Int32Array): Pair[] =>
  mentees.flatMap(({ id }, mentee) => {
    const at = mentorOf[mentee] ?? -1;
    const mentor = mentors[at];
    if (mentor === undefined) return [];
    return [
      { menteeId: id, mentorId: mentor.id, score: table.score(mentee, at), openScore: table.openScore(mentee, at) },
    ];
  });

const pinnedPairs = (snapshot: Snapshot, policy: Policy): Pair[] => {
  const { pinned = [] } = snapshot;
  const mentees = snapshot.mentees.filter(({ id }) => pinned.some(([menteeId]) => menteeId === id));
  const table = new ScoreTable(mentees, snapshot.mentors, policy, snapshot.blocked);
  return pinned.map(([menteeId, mentorId]) => {
    const mentee = mentees.findIndex(({ id }) => id === menteeId);
    const mentor = snapshot.mentors.findIndex(({ id }) => id === mentorId);
    const [score, openScore] = [table.score(mentee, mentor), table.openScore(mentee, mentor)];
    return { menteeId, mentorId, score, openScore, pinned: true };
  });
};
