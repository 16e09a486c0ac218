import { auction } from './auction.ts';
import { CandidateColumns } from './candidate-columns.ts';
import { Candidates } from './candidates.ts';
import { PlaceFiller } from './fill-place.ts';
import { CandidatePicker } from './pick-candidates.ts';
import { MenteePlacer } from './place-mentee.ts';
import type { BetterPair } from './price-out.ts';
import { PriceCheck } from './price-out.ts';
import type { Problem } from './problem.ts';
import { Seating } from './seating.ts';

/** How far a computation has come: `done` of `of` people in this stage. The proving stage may run more than once. */
export type Progress = {
  readonly stage: 'scoring' | 'placing' | 'proving';
  readonly done: number;
  readonly of: number;
};

const BLOCK = 128;
const BULK_SHARE = 0.005;
const BULK_PASSES = 8;
const ADDED_AT_ONCE = 16;
const ADDED_IN_BULK = 64;

/** Somebody who would prefer pairs that the core does not have. */
type Unhappy = { readonly mentee: number; readonly better: readonly BetterPair[] };

/**
 * The optimum of an assignment problem with its dual prices: most people placed, then the highest total, then the lots.
 * A sparse core of `keep` pairs per mentee is solved by auction and shortest augmenting paths; then all pairs are priced out and whoever would
 * prefer a pair outside the core gets it, until nobody would (Jonker and Volgenant 1987; Lee and Orlin 1993 for pricing a sparse core).
 * A generator that pauses every few people, so that the caller can tell progress, breathe, or stop.
 */
export function* optimum(problem: Problem, keep = 64): Generator<Progress, Seating> {
  const picker = new CandidatePicker(problem, keep);
  const candidates = new Candidates(problem.mentees, problem.mentees * (Math.min(keep, problem.mentors) + 4));
  for (let mentee = 0; mentee < problem.mentees; mentee += 1) {
    if (mentee % BLOCK === 0) yield { stage: 'scoring', done: mentee, of: problem.mentees };
    picker.pick(mentee, candidates);
  }
  let seating = yield* placeAll(problem, candidates);
  for (let pass = 1; ; pass += 1) {
    const unhappy = yield* findUnhappy(problem, candidates, seating);
    if (unhappy.length === 0) return seating;
    if (pass <= BULK_PASSES && unhappy.length > Math.max(4, BULK_SHARE * problem.mentees)) {
      for (const { mentee, better } of unhappy) {
        for (const pair of better) candidates.add(mentee, pair.mentor, pair.weight);
      }
      seating = yield* placeAll(problem, candidates);
    } else yield* settle(problem, candidates, seating, unhappy);
  }
}

function* placeAll(problem: Problem, candidates: Candidates): Generator<Progress, Seating> {
  const seating = new Seating(problem);
  const everybody = Int32Array.from({ length: problem.mentees }, (_, mentee) => mentee);
  const standing = auction(candidates, seating, everybody);
  const placer = new MenteePlacer(candidates, seating);
  const seated = problem.mentees - standing.length;
  for (const [at, mentee] of standing.entries()) {
    if (at % BLOCK === 0) yield { stage: 'placing', done: seated + at, of: problem.mentees };
    placer.place(mentee);
  }
  return seating;
}

function* findUnhappy(problem: Problem, candidates: Candidates, seating: Seating): Generator<Progress, Unhappy[]> {
  const check = new PriceCheck(problem, candidates, seating);
  const unhappy: Unhappy[] = [];
  for (let mentee = 0; mentee < problem.mentees; mentee += 1) {
    if (mentee % BLOCK === 0) yield { stage: 'proving', done: mentee, of: problem.mentees };
    const better = check.better(mentee, ADDED_IN_BULK);
    if (better.length > 0) unhappy.push({ mentee, better });
  }
  return unhappy;
}

/** One mentee after another: its better pairs become candidates, and it is placed anew before the next one is touched (else costs turn negative). */
function* settle(
  problem: Problem,
  candidates: Candidates,
  seating: Seating,
  unhappy: readonly Unhappy[],
): Generator<Progress, void> {
  const check = new PriceCheck(problem, candidates, seating);
  const columns = new CandidateColumns(candidates, problem.mentors);
  const placer = new MenteePlacer(candidates, seating);
  const filler = new PlaceFiller(columns, seating);
  for (const [at, { mentee }] of unhappy.entries()) {
    if (at % BLOCK === 0) yield { stage: 'proving', done: at, of: unhappy.length };
    const better = check.better(mentee, ADDED_AT_ONCE);
    if (better.length === 0) continue;
    const left = seating.mentorOf[mentee]!;
    if (left >= 0) seating.rise(mentee);
    for (const pair of better) {
      candidates.add(mentee, pair.mentor, pair.weight);
      columns.add(mentee, pair.mentor, pair.weight);
    }
    placer.place(mentee);
    if (left >= 0 && !seating.isFull(left) && seating.price[left]! > 0) filler.fill(left);
  }
}
