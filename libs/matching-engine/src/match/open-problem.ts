import { byLot, seededKey } from '../hashing/seeded-key.ts';
import type { Policy } from '../policy/policy.ts';
import { ScoreTable } from '../scoring/score-table.ts';
import { placesOf } from '../snapshot/places.ts';
import type { Mentor, Participant, Snapshot } from '../snapshot/snapshot.ts';
import type { Problem } from '../solver/problem.ts';
import { scaleFor } from '../solver/scale.ts';

/** What is left to decide: mentees who are in no pair yet, mentors with the places they have left, in the order of their lots. */
export type OpenProblem = {
  readonly mentees: readonly Participant[];
  readonly mentors: readonly Mentor[];
  readonly table: ScoreTable;
  readonly problem: Problem;
};

export const openProblem = (snapshot: Snapshot, policy: Policy, seed: string): OpenProblem => {
  const seated = [...(snapshot.fixedPairs ?? []), ...(snapshot.pinned ?? [])];
  const paired = new Set(seated.map(([menteeId]) => menteeId));
  const mentees = byLot(
    snapshot.mentees.filter(({ id }) => !paired.has(id)),
    seed,
  );
  const mentors = byLot(snapshot.mentors, seed);
  const table = new ScoreTable(mentees, mentors, policy, snapshot.blocked);
  const taken = Map.groupBy(seated, ([, mentorId]) => mentorId);
  const places = Int32Array.from(mentors, (mentor) =>
    Math.min(mentees.length, Math.max(0, placesOf(mentor, policy) - (taken.get(mentor.id)?.length ?? 0))),
  );
  return { mentees, mentors, table, problem: drawn(mentees, mentors, { places, scores: table.scores, seed }) };
};

/** A problem whose ties are settled by the lots that people draw under a seed. */
export const drawn = (
  mentees: readonly { readonly id: string }[],
  mentors: readonly { readonly id: string }[],
  given: { readonly places: Int32Array; readonly scores: Problem['scores']; readonly seed: string },
): Problem => {
  const room = given.places.reduce((sum, places) => sum + Math.min(places, mentees.length), 0);
  return {
    mentees: mentees.length,
    mentors: mentors.length,
    places: given.places,
    scale: scaleFor(Math.min(mentees.length, room)),
    menteeKeys: Int32Array.from(mentees, ({ id }) => seededKey(given.seed, id)),
    mentorKeys: Int32Array.from(mentors, ({ id }) => seededKey(given.seed, id)),
    scores: given.scores,
  };
};
