import { contentHash } from '../hashing/content-hash.ts';
import { above, highestFloor } from '../solver/floor.ts';
import { optimum } from '../solver/optimum.ts';
import type { Problem } from '../solver/problem.ts';
import type { Seating } from '../solver/seating.ts';
import { blockingPairs, stableMatch } from '../solver/stable.ts';
import { certificateOf } from './certificate.ts';
import type { Certificate } from './result.ts';
import type { ListedProblem, ScoredPairs } from './scored-pairs.ts';
import { problemOf, viewsOf } from './scored-pairs.ts';
import type { FloorProof } from './verify-floor.ts';

/**
 * `optimum`: most placed, then the highest total. `floor`: most placed, then the highest worst pair, then the highest total. `stable`: nobody and no
 * mentor would both rather have each other; always with the optimum beside it, since that is its price.
 */
export type Mode = 'optimum' | 'floor' | 'stable';

export type ChosenPair = { readonly menteeId: string; readonly mentorId: string; readonly score: number };
type Totals = {
  readonly matched: number;
  readonly total: number;
  /** The worst pair's score; 0 where there is no pair. */ readonly min: number;
};

export type PairsResult = Totals & {
  readonly seed: string;
  /** In the order of the mentees' ids. */
  readonly pairs: readonly ChosenPair[];
  readonly resultHash: string;
} & (
    | { readonly mode: 'optimum'; readonly certificate: Certificate }
    | { readonly mode: 'floor'; readonly certificate: Certificate; readonly floor: FloorProof }
    | { readonly mode: 'stable'; readonly blockingPairs: number; readonly optimum: Totals }
  );
export type ResultOf<Chosen extends Mode> = Extract<PairsResult, { readonly mode: Chosen }>;

/** The best match for given scores, by the same engine and with the same proof as a match run. Throws a RangeError that names a bad pair. */
export const solvePairs = <Chosen extends Mode = 'optimum'>(
  scored: ScoredPairs,
  { seed, mode }: { readonly seed: string; readonly mode?: Chosen },
): ResultOf<Chosen> => {
  const result = { seed, ...byMode(scored, seed, mode ?? 'optimum') };
  return { ...result, resultHash: contentHash(result) } as unknown as ResultOf<Chosen>;
};

const byMode = (scored: ScoredPairs, seed: string, mode: Mode) => {
  const listed = problemOf(scored, seed);
  const best = solved(listed.problem);
  const pairs = pairsOf(listed, best.mentorOf);
  switch (mode) {
    case 'optimum':
      return { mode, pairs, ...totalsOf(pairs), certificate: certificateOf(listed.problem, best, listed) };
    case 'floor':
      return { mode, ...withFloor(listed, best) };
    case 'stable':
      return { mode, ...stably(scored), optimum: totalsOf(pairs) };
  }
};

const withFloor = (listed: ListedProblem, best: Seating) => {
  const { mentees, mentors, problem } = listed;
  const { score, all, above: higher } = highestFloor(problem, best);
  const raised = above(problem, score);
  const seating = solved(raised);
  const named = ({ mentees: some, mentors: others }: typeof all) => ({
    mentees: some.map((at) => mentees[at]!.id).sort(),
    mentors: others.map((at) => mentors[at]!.id).sort(),
  });
  const pairs = pairsOf(listed, seating.mentorOf);
  const floor: FloorProof = { score, all: named(all), above: named(higher) };
  return { pairs, ...totalsOf(pairs), floor, certificate: certificateOf(raised, seating, listed) };
};

const stably = (scored: ScoredPairs) => {
  const views = viewsOf(scored);
  const mentorOf = stableMatch(views);
  const pairs = views.rows
    .flatMap(({ mentor, score }, mentee): ChosenPair[] => {
      const chosen = mentorOf[mentee]!;
      if (chosen < 0) return [];
      return [
        {
          menteeId: scored.mentees[mentee]!,
          mentorId: scored.mentors[chosen]!.id,
          score: score[mentor.indexOf(chosen)]!,
        },
      ];
    })
    .sort(byMentee);
  return { pairs, ...totalsOf(pairs), blockingPairs: blockingPairs(views, mentorOf) };
};

const solved = (problem: Problem): Seating => {
  const steps = optimum(problem);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
};

const pairsOf = ({ problem, mentees, mentors }: ListedProblem, mentorOf: Int32Array): ChosenPair[] => {
  const row = new Int16Array(mentors.length);
  return mentees
    .flatMap(({ id: menteeId }, mentee) => {
      const mentor = mentorOf[mentee]!;
      if (mentor < 0) return [];
      problem.scores(mentee, row);
      return [{ menteeId, mentorId: mentors[mentor]!.id, score: row[mentor]! }];
    })
    .sort(byMentee);
};

const byMentee = (a: ChosenPair, b: ChosenPair): number => (a.menteeId < b.menteeId ? -1 : 1);

const totalsOf = (pairs: readonly ChosenPair[]): Totals => ({
  matched: pairs.length,
  total: pairs.reduce((sum, { score }) => sum + score, 0),
  min: pairs.reduce((least, { score }) => Math.min(least, score), pairs[0]?.score ?? 0),
});
