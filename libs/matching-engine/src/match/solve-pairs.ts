import { contentHash } from '../hashing/content-hash.ts';
import { byLot } from '../hashing/seeded-key.ts';
import type { Problem } from '../solver/problem.ts';
import { optimum } from '../solver/optimum.ts';
import { certificateOf } from './certificate.ts';
import { drawn } from './open-problem.ts';
import type { Certificate } from './result.ts';
import type { Verdict } from './verify.ts';
import { verifyAssignment } from './verify.ts';

/** Scores that somebody else has computed: pairs that are not listed are forbidden. Scores are whole numbers from 0 to 10,000. */
export type ScoredPairs = {
  readonly mentees: readonly string[];
  readonly mentors: readonly { readonly id: string; readonly capacity: number }[];
  readonly pairs: Iterable<readonly [menteeId: string, mentorId: string, score: number]>;
};

export type PairsResult = {
  readonly mode: 'optimum';
  readonly seed: string;
  /** In the order of the mentees' ids. */
  readonly pairs: readonly { readonly menteeId: string; readonly mentorId: string; readonly score: number }[];
  readonly matched: number;
  readonly total: number;
  /** The worst pair's score; 0 where there is no pair. */
  readonly min: number;
  readonly certificate: Certificate;
  readonly resultHash: string;
};

/** The optimum for given scores, by the same engine and with the same proof as a match run. Throws a RangeError that names a bad pair. */
export const solvePairs = (scored: ScoredPairs, { seed }: { readonly seed: string }): PairsResult => {
  const { problem, mentees, mentors } = problemOf(scored, seed);
  const steps = optimum(problem);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const seating = step.value;
  const row = new Int16Array(mentors.length);
  const pairs = mentees
    .flatMap(({ id: menteeId }, mentee) => {
      const mentor = seating.mentorOf[mentee]!;
      if (mentor < 0) return [];
      problem.scores(mentee, row);
      return [{ menteeId, mentorId: mentors[mentor]!.id, score: row[mentor]! }];
    })
    .sort((a, b) => (a.menteeId < b.menteeId ? -1 : 1));
  const result = {
    mode: 'optimum' as const,
    seed,
    pairs,
    matched: pairs.length,
    total: pairs.reduce((sum, { score }) => sum + score, 0),
    min: pairs.reduce((least, { score }) => Math.min(least, score), pairs[0]?.score ?? 0),
    certificate: certificateOf(problem, seating, { mentees, mentors }),
  };
  return { ...result, resultHash: contentHash(result) };
};

/** Re-checks such a result from the given scores alone. */
export const verifyPairs = (scored: ScoredPairs, result: PairsResult): Verdict => {
  const { problem, mentees, mentors } = problemOf(scored, result.seed);
  return verifyAssignment(problem, { mentees, mentors }, result.pairs, result.certificate);
};

type Listed = {
  readonly problem: Problem;
  readonly mentees: readonly { id: string }[];
  readonly mentors: ScoredPairs['mentors'];
};

const problemOf = (scored: ScoredPairs, seed: string): Listed => {
  const mentees = byLot(
    scored.mentees.map((id) => ({ id })),
    seed,
  );
  const mentors = byLot(scored.mentors, seed);
  const menteeAt = new Map(mentees.map(({ id }, at) => [id, at]));
  const mentorAt = new Map(mentors.map(({ id }, at) => [id, at]));
  const rows = mentees.map(() => ({ mentor: [] as number[], score: [] as number[] }));
  for (const [menteeId, mentorId, score] of scored.pairs) {
    const row = rows[menteeAt.get(menteeId) ?? -1];
    const mentor = mentorAt.get(mentorId);
    if (row === undefined || mentor === undefined)
      throw new RangeError(`${menteeId}, ${mentorId}: not both are listed`);
    if (!Number.isInteger(score) || score < 0 || score > 10_000)
      throw new RangeError(`${menteeId}, ${mentorId}: ${score} is no score`);
    row.mentor.push(mentor);
    row.score.push(score);
  }
  const scores = (mentee: number, out: Int16Array): void => {
    out.fill(-1);
    const { mentor, score } = rows[mentee]!;
    for (let at = 0; at < mentor.length; at += 1) out[mentor[at]!] = score[at]!;
  };
  const places = Int32Array.from(mentors, ({ capacity }) => Math.min(capacity, mentees.length));
  return { problem: drawn(mentees, mentors, { places, scores, seed }), mentees, mentors };
};
