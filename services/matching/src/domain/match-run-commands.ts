import type { CohortId, MatchRunId, MentorshipId, ProgramId } from '@telemachy/contracts';
import type { ProposedPair, UnmatchedPerson } from '@telemachy/contracts/matching';

export type RequestRun = {
  readonly type: 'request-run';
  readonly matchRunId: MatchRunId;
  readonly cohortId: CohortId;
  readonly programId: ProgramId;
  readonly policyVersion: number;
  readonly seed: string;
  readonly at: string;
};
export type TakeSnapshot = {
  readonly type: 'take-snapshot';
  readonly snapshotHash: string;
  /** Without sensitive answers. */
  readonly openSnapshotHash: string;
  readonly mentors: number;
  readonly mentees: number;
  readonly at: string;
};
/** A result comes in parts, so that a commit stays small; the parts of pairs and of unmatched people count from 0 each. */
export type RecordPairs = {
  readonly type: 'record-pairs';
  readonly part: number;
  readonly pairs: readonly ProposedPair[];
};
export type RecordUnmatched = {
  readonly type: 'record-unmatched';
  readonly part: number;
  readonly unmatched: readonly UnmatchedPerson[];
};
export type CompleteRun = {
  readonly type: 'complete-run';
  readonly matched: number;
  readonly total: number;
  readonly openTotal: number;
  readonly withheld: boolean;
  readonly gap: number;
  readonly certificateChecked: boolean;
  readonly resultHash: string;
  /** As the result is shown. */
  readonly openResultHash: string;
  readonly at: string;
};
export type FailRun = { readonly type: 'fail-run'; readonly reason: RunFault; readonly at: string };
export type PublishRun = { readonly type: 'publish-run'; readonly at: string };
export type RequestRematch = {
  readonly type: 'request-rematch';
  readonly mentorshipId: MentorshipId;
  readonly at: string;
};
export type RecordRematch = {
  readonly type: 'record-rematch';
  readonly mentorshipId: MentorshipId;
  readonly pairs: readonly ProposedPair[];
  readonly unmatched: readonly UnmatchedPerson[];
  readonly at: string;
};
export type FailRematch = {
  readonly type: 'fail-rematch';
  readonly mentorshipId: MentorshipId;
  readonly reason: RunFault;
  readonly at: string;
};
/** Why a run, or a rematch, came to nothing. */
export type RunFault =
  | 'rules-refused'
  | 'snapshot-changed'
  | 'snapshot-contradicts-itself'
  | 'proof-refused'
  /** It kept failing on our side. */
  | 'given-up';
export type MatchRunCommand =
  | RequestRun
  | TakeSnapshot
  | RecordPairs
  | RecordUnmatched
  | CompleteRun
  | FailRun
  | PublishRun
  | RequestRematch
  | RecordRematch
  | FailRematch;

export type MatchRunRefusal =
  | 'run-not-requested'
  | 'run-already-requested'
  | 'run-over'
  | 'run-not-completed'
  | 'run-not-published'
  | 'snapshot-not-taken'
  | 'snapshot-changed'
  | 'part-missing'
  | 'rematch-not-requested';

export type RequestedRun = Omit<RequestRun, 'type' | 'at'> & {
  readonly status: 'running' | 'completed' | 'failed' | 'published';
  readonly snapshotHash?: string;
  readonly openSnapshotHash?: string | undefined;
  readonly resultHash?: string;
  /** How many parts have been recorded of each. */
  readonly pairParts: number;
  readonly unmatchedParts: number;
  /** All pairs that the run and its rematches ever found; which of them still hold, their mentorships know. */
  readonly pairs: readonly ProposedPair[];
  readonly rematches: Readonly<Record<MentorshipId, 'asked' | 'done' | 'failed'>>;
};
export type MatchRun = { readonly status: 'none' } | RequestedRun;
