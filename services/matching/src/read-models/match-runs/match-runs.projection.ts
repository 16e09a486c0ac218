import type { CohortId, MatchRunId, ProgramId } from '@telemachy/contracts';
import type { MatchRunFact } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';
import { partOf } from './part-key.ts';

type DataOf<Type extends MatchRunFact['type']> = Extract<MatchRunFact, { type: Type }>['data'];
type Result = Omit<DataOf<'matching.match-run-completed.v1'>, 'matchRunId' | 'cohortId' | 'completedAt'>;

type RematchFault = Pick<DataOf<'matching.match-run-rematch-failed.v1'>, 'mentorshipId' | 'reason'>;

export type MatchRunDocument = {
  readonly matchRunId: MatchRunId;
  readonly cohortId: CohortId;
  readonly programId: ProgramId;
  readonly version: number;
  readonly state: 'running' | 'completed' | 'failed' | 'published';
  readonly policyVersion: number;
  readonly seed: string;
  readonly mentors?: number;
  readonly mentees?: number;
  readonly result?: Result;
  readonly reason?: string;
  /** The newest part of the result that each of its two read models must have, so that no list is shown half. */
  readonly pairsUpTo?: string;
  readonly unmatchedUpTo?: string;
  /** How many mentorships will not be, so that their people were to be matched again; how many of these were; and those where it came to nothing. */
  readonly rematchesAsked: number;
  readonly rematchesDone: number;
  readonly rematchesFailed: readonly RematchFault[];
  readonly requestedAt: string;
  readonly completedAt?: string;
  readonly publishedAt?: string;
};

const changed = (
  before: MatchRunDocument,
  event: Exclude<MatchRunFact, { type: 'matching.match-run-requested.v1' }>,
  part: string,
): MatchRunDocument => {
  switch (event.type) {
    case 'matching.match-run-snapshot-taken.v1': {
      const { mentors, mentees } = event.data;
      return { ...before, mentors, mentees };
    }
    case 'matching.match-run-pairs-found.v1':
      return { ...before, pairsUpTo: part };
    case 'matching.match-run-unmatched-found.v1':
      return { ...before, unmatchedUpTo: part };
    case 'matching.match-run-completed.v1': {
      const { matchRunId: _run, cohortId: _cohort, completedAt, ...result } = event.data;
      return { ...before, state: 'completed', result, completedAt };
    }
    case 'matching.match-run-failed.v1':
      return { ...before, state: 'failed', reason: event.data.reason };
    case 'matching.match-run-published.v1':
      return { ...before, state: 'published', publishedAt: event.data.publishedAt };
    case 'matching.match-run-rematch-requested.v1':
      return { ...before, rematchesAsked: before.rematchesAsked + 1 };
    case 'matching.match-run-rematch-failed.v1': {
      const { mentorshipId, reason } = event.data;
      return { ...before, rematchesFailed: [...before.rematchesFailed, { mentorshipId, reason }] };
    }
    case 'matching.match-run-rematched.v1': {
      const { mentorshipId, pairs, unmatched } = event.data;
      return {
        ...before,
        rematchesDone: before.rematchesDone + 1,
        rematchesFailed: before.rematchesFailed.filter((one) => one.mentorshipId !== mentorshipId),
        ...(pairs.length === 0 ? {} : { pairsUpTo: part }),
        ...(unmatched.length === 0 ? {} : { unmatchedUpTo: part }),
      };
    }
  }
};

/** How far each match run is and what it came to; its pairs are read models of their own. */
export const matchRuns: Projection<MatchRunDocument, MatchRunFact> = {
  name: 'match-runs',
  version: 2,
  hears: [
    'matching.match-run-requested.v1',
    'matching.match-run-snapshot-taken.v1',
    'matching.match-run-pairs-found.v1',
    'matching.match-run-unmatched-found.v1',
    'matching.match-run-completed.v1',
    'matching.match-run-failed.v1',
    'matching.match-run-published.v1',
    'matching.match-run-rematch-requested.v1',
    'matching.match-run-rematched.v1',
    'matching.match-run-rematch-failed.v1',
  ],
  keyOf: ({ event }) => event.data.matchRunId,
  apply: (before, fact) => {
    const { event, version } = fact;
    if (event.type === 'matching.match-run-requested.v1') {
      return { ...event.data, version, state: 'running', rematchesAsked: 0, rematchesDone: 0, rematchesFailed: [] };
    }
    return before === undefined ? undefined : { ...changed(before, event, partOf(fact)), version };
  },
};
