import { above } from '../solver/floor.ts';
import type { ListedProblem, ScoredPairs } from './scored-pairs.ts';
import { problemOf } from './scored-pairs.ts';
import type { ResultOf } from './solve-pairs.ts';
import type { Verdict } from './verify.ts';
import { verifyAssignment } from './verify.ts';

/** People by id such that every pair of some kind has one of them. */
type NamedCover = { readonly mentees: readonly string[]; readonly mentors: readonly string[] };

/** The highest floor, and why it is the highest (see `Floor` of the solver). */
export type FloorProof = { readonly score: number; readonly all: NamedCover; readonly above: NamedCover };

/** Re-checks a result from the given scores alone: of a floor also that no more people can be placed, and not as many with a higher one. */
export const verifyPairs = (scored: ScoredPairs, result: ResultOf<'optimum'> | ResultOf<'floor'>): Verdict => {
  const listed = problemOf(scored, result.seed);
  if (result.mode === 'optimum') return verifyAssignment(listed.problem, listed, result.pairs, result.certificate);
  const { score, all, above: higher } = result.floor;
  const verdict = verifyAssignment(above(listed.problem, score), listed, result.pairs, result.certificate);
  const faults = [...verdict.faults];
  if (result.matched > 0) {
    if (!covers(listed, all, 0) || sizeOf(listed, all) > result.matched) faults.push('more people may be placed');
    if (!covers(listed, higher, score + 1) || sizeOf(listed, higher) >= result.matched)
      faults.push('a higher floor may do');
  }
  return { ...verdict, holds: faults.length === 0, faults };
};

const covers = ({ problem, mentees, mentors }: ListedProblem, cover: NamedCover, least: number): boolean => {
  const [ours, theirs] = [new Set(cover.mentees), new Set(cover.mentors)];
  const row = new Int16Array(mentors.length);
  return mentees.every(({ id }, mentee) => {
    if (ours.has(id)) return true;
    problem.scores(mentee, row);
    return row.every(
      (score, mentor) => score < least || problem.places[mentor] === 0 || theirs.has(mentors[mentor]!.id),
    );
  });
};

const sizeOf = ({ problem, mentors }: ListedProblem, cover: NamedCover): number => {
  const named = new Set(cover.mentors);
  return mentors.reduce((sum, { id }, at) => sum + (named.has(id) ? problem.places[at]! : 0), cover.mentees.length);
};
