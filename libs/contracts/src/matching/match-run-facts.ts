import { z } from 'zod';
import { fact, Instant } from '../fact.ts';
import { CohortId, MatchRunId, PersonId } from '../ids.ts';
import { internal, open } from '../privacy.ts';

/** Points of one criterion; sensitive criteria come merged as `other-wishes` or not at all. */
const ScorePart = z.object({ criterion: z.string(), points: z.int() });
const ProposedPair = z.object({
  mentorId: PersonId,
  menteeId: PersonId,
  score: z.int().nonnegative(),
  parts: z.array(ScorePart),
});
export type ProposedPair = z.infer<typeof ProposedPair>;
const UnmatchedPerson = z.object({
  personId: PersonId,
  role: z.enum(['mentor', 'mentee']),
  /** Why: a code of the engine, the rule that binds, and the smallest change that would free this person. */
  code: z.string(),
  blockingRule: z.string().optional(),
  smallestChange: z.string().optional(),
});
export type UnmatchedPerson = z.infer<typeof UnmatchedPerson>;

export const MatchRunRequested = fact('matching.match-run-requested.v1', {
  matchRunId: open(MatchRunId),
  cohortId: open(CohortId),
  policyVersion: internal(z.int().positive()),
  seed: internal(z.string()),
  requestedAt: internal(Instant),
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
  total: internal(z.int().nonnegative()),
  /** 0 where an independent check of the dual prices proved that no better assignment exists. */
  gap: internal(z.int().nonnegative()),
  snapshotHash: internal(z.string()),
  resultHash: internal(z.string()),
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

export const MatchRunFact = z.discriminatedUnion('type', [
  MatchRunRequested,
  MatchRunPairsFound,
  MatchRunUnmatchedFound,
  MatchRunCompleted,
  MatchRunFailed,
  MatchRunPublished,
]);
export type MatchRunFact = z.infer<typeof MatchRunFact>;
