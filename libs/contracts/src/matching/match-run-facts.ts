import { z } from 'zod';
import { fact, Instant } from '../fact.ts';
import { CohortId, MatchRunId, MentorshipId, PersonId, ProgramId } from '../ids.ts';
import { internal, open } from '../privacy.ts';
import { ScorePart } from './score-part.ts';

const ProposedPair = z.object({
  mentorId: PersonId,
  menteeId: PersonId,
  /** The mentor's nth place in the cohort, from 1; never above capacity. */
  place: z.int().positive(),
  /** Exactly the sum of the parts: what sensitive criteria added to it is not kept. */
  score: z.int().nonnegative(),
  parts: z.array(ScorePart),
});
export type ProposedPair = z.infer<typeof ProposedPair>;
const UnmatchedPerson = z.object({
  personId: PersonId,
  role: z.enum(['mentor', 'mentee']),
  /** Why: a code of the engine with its sentence, the rule that binds, and the smallest change that would free this person. */
  code: z.string(),
  text: z.string().optional(),
  blockingRule: z.string().optional(),
  smallestChange: z.string().optional(),
});
export type UnmatchedPerson = z.infer<typeof UnmatchedPerson>;

export const MatchRunRequested = fact('matching.match-run-requested.v1', {
  matchRunId: open(MatchRunId),
  cohortId: open(CohortId),
  programId: open(ProgramId),
  policyVersion: internal(z.int().positive()),
  seed: internal(z.string()),
  requestedAt: internal(Instant),
});
/** Who takes part, as the run read it: the same people, answers and policy have the same hash. */
export const MatchRunSnapshotTaken = fact('matching.match-run-snapshot-taken.v1', {
  matchRunId: open(MatchRunId),
  cohortId: open(CohortId),
  snapshotHash: internal(z.string()),
  /** The same without sensitive answers: the one that is shown. */
  openSnapshotHash: internal(z.string().optional()),
  mentors: internal(z.int().nonnegative()),
  mentees: internal(z.int().nonnegative()),
  takenAt: internal(Instant),
});
/** Part of a result; parts are numbered from 0 and hold at most 1,000 pairs each, so that a commit stays small. */
export const MatchRunPairsFound = fact('matching.match-run-pairs-found.v1', {
  matchRunId: open(MatchRunId),
  part: internal(z.int().nonnegative()),
  pairs: internal(z.array(ProposedPair)),
});
export const MatchRunUnmatchedFound = fact('matching.match-run-unmatched-found.v1', {
  matchRunId: open(MatchRunId),
  part: internal(z.int().nonnegative()),
  unmatched: internal(z.array(UnmatchedPerson)),
});
export const MatchRunCompleted = fact('matching.match-run-completed.v1', {
  matchRunId: open(MatchRunId),
  cohortId: open(CohortId),
  matched: internal(z.int().nonnegative()),
  /** What the optimum maximized, and the sum of the pairs' scores, in which sensitive criteria do not count. */
  total: internal(z.int().nonnegative()),
  openTotal: internal(z.int().nonnegative()),
  /** The run also counted wishes that are shown to nobody. */
  withheld: internal(z.boolean()),
  /** 0 where an independent check of the dual prices proved that no better assignment exists. */
  gap: internal(z.int().nonnegative()),
  /** That independent check ran on this very result and found nothing. */
  certificateChecked: internal(z.boolean()),
  snapshotHash: internal(z.string()),
  resultHash: internal(z.string()),
  /** Of what the run read and found as it is shown: no sensitive answer makes a difference to them. */
  openSnapshotHash: internal(z.string().optional()),
  openResultHash: internal(z.string().optional()),
  completedAt: internal(Instant),
});
export const MatchRunFailed = fact('matching.match-run-failed.v1', {
  matchRunId: open(MatchRunId),
  cohortId: open(CohortId),
  reason: internal(z.string()),
  failedAt: internal(Instant),
});
export const MatchRunPublished = fact('matching.match-run-published.v1', {
  matchRunId: open(MatchRunId),
  cohortId: open(CohortId),
  publishedAt: internal(Instant),
});

/** A mentorship of this run will not be; its people and whoever is still free are to be matched again, the others stay. */
export const RematchRequested = fact('matching.match-run-rematch-requested.v1', {
  matchRunId: open(MatchRunId),
  cohortId: open(CohortId),
  /** The mentorship that freed them; asked once for each. */
  mentorshipId: open(MentorshipId),
  requestedAt: internal(Instant),
});
/** What became of it: new pairs, and who of those it freed stays without one. */
export const Rematched = fact('matching.match-run-rematched.v1', {
  matchRunId: open(MatchRunId),
  cohortId: open(CohortId),
  mentorshipId: open(MentorshipId),
  pairs: internal(z.array(ProposedPair)),
  unmatched: internal(z.array(UnmatchedPerson)),
  rematchedAt: internal(Instant),
});

/** The rematch could not be computed; the two it was for are looked at again by the next one. */
export const RematchFailed = fact('matching.match-run-rematch-failed.v1', {
  matchRunId: open(MatchRunId),
  cohortId: open(CohortId),
  mentorshipId: open(MentorshipId),
  reason: internal(z.string()),
  failedAt: internal(Instant),
});

export const MatchRunFact = z.discriminatedUnion('type', [
  MatchRunRequested,
  MatchRunSnapshotTaken,
  MatchRunPairsFound,
  MatchRunUnmatchedFound,
  MatchRunCompleted,
  MatchRunFailed,
  MatchRunPublished,
  RematchRequested,
  Rematched,
  RematchFailed,
]);
export type MatchRunFact = z.infer<typeof MatchRunFact>;
