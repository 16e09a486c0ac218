import { byLot } from '../hashing/seeded-key.ts';
import type { Problem } from '../solver/problem.ts';
import { FULL_SCORE } from '../solver/scale.ts';
import { drawn } from './open-problem.ts';

/** Scores that somebody else has computed: pairs that are not listed are forbidden. Scores are whole numbers from 0 to 10,000. */
export type ScoredPairs = {
  readonly mentees: readonly string[];
  readonly mentors: readonly { readonly id: string; readonly capacity: number }[];
  /** Mentee, mentor, score; for stable matches also what the mentee and what the mentor think of it (the score where left out). */
  readonly pairs: Iterable<
    readonly [menteeId: string, mentorId: string, score: number, menteeView?: number, mentorView?: number]
  >;
};

export type ListedProblem = {
  readonly problem: Problem;
  readonly mentees: readonly { readonly id: string }[];
  readonly mentors: ScoredPairs['mentors'];
};

/** The problem in the order of the lots. Throws a RangeError that names a bad pair. */
export const problemOf = (scored: ScoredPairs, seed: string): ListedProblem => {
  const mentees = byLot(
    scored.mentees.map((id) => ({ id })),
    seed,
  );
  const mentors = byLot(scored.mentors, seed);
  const rows = rowsOf(
    mentees.map(({ id }) => id),
    mentors.map(({ id }) => id),
    scored.pairs,
  );
  const scores = (mentee: number, out: Int16Array): void => {
    out.fill(-1);
    const { mentor, score } = rows[mentee]!;
    for (let at = 0; at < mentor.length; at += 1) out[mentor[at]!] = score[at]!;
  };
  const places = placesOf(mentors, mentees.length);
  return { problem: drawn(mentees, mentors, { places, scores, seed }), mentees, mentors };
};

/** Both sides' views in the order given. Throws as above. */
export const viewsOf = ({ mentees, mentors, pairs }: ScoredPairs) => ({
  places: placesOf(mentors, mentees.length),
  rows: rowsOf(
    mentees,
    mentors.map(({ id }) => id),
    pairs,
  ),
});

const placesOf = (mentors: ScoredPairs['mentors'], mentees: number): Int32Array =>
  Int32Array.from(mentors, ({ capacity }) => Math.min(capacity, mentees));

const rowsOf = (mentees: readonly string[], mentors: readonly string[], pairs: ScoredPairs['pairs']) => {
  const menteeAt = new Map(mentees.map((id, at) => [id, at]));
  const mentorAt = new Map(mentors.map((id, at) => [id, at]));
  const rows = mentees.map(() => ({
    mentor: [] as number[],
    score: [] as number[],
    mine: [] as number[],
    theirs: [] as number[],
  }));
  for (const [menteeId, mentorId, score, mine = score, theirs = score] of pairs) {
    const row = rows[menteeAt.get(menteeId) ?? -1];
    const mentor = mentorAt.get(mentorId);
    if (row === undefined || mentor === undefined)
      throw new RangeError(`${menteeId}, ${mentorId}: not both are listed`);
    if (![score, mine, theirs].every(isScore)) throw new RangeError(`${menteeId}, ${mentorId}: ${score} is no score`);
    row.mentor.push(mentor);
    row.score.push(score);
    row.mine.push(mine);
    row.theirs.push(theirs);
  }
  return rows;
};

const isScore = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= FULL_SCORE;
