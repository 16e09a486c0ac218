import type { CohortId, MatchRunId, ProgramId } from '@telemachy/contracts';
import type { CohortFact } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';
import type { CohortStatus } from '../../domain/cohort.ts';

export type CohortDocument = {
  readonly cohortId: CohortId;
  readonly version: number;
  readonly programId: ProgramId;
  readonly name: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly status: CohortStatus;
  /** The run it was launched with. */
  readonly matchRunId?: MatchRunId;
};

const change = (event: Exclude<CohortFact, { type: 'matching.cohort-drafted.v1' }>): Partial<CohortDocument> => {
  switch (event.type) {
    case 'matching.cohort-registration-opened.v1':
      return { status: 'registration' };
    case 'matching.cohort-registration-closed.v1':
      return { status: 'matching' };
    case 'matching.cohort-launched.v1':
      return { status: 'active', matchRunId: event.data.matchRunId };
    case 'matching.cohort-closed.v1':
      return { status: 'closed' };
    case 'matching.cohort-cancelled.v1':
      return { status: 'cancelled' };
  }
};

/** Where each cohort stands. */
export const cohorts: Projection<CohortDocument, CohortFact> = {
  name: 'cohorts',
  version: 1,
  hears: [
    'matching.cohort-drafted.v1',
    'matching.cohort-registration-opened.v1',
    'matching.cohort-registration-closed.v1',
    'matching.cohort-launched.v1',
    'matching.cohort-closed.v1',
    'matching.cohort-cancelled.v1',
  ],
  keyOf: ({ event }) => event.data.cohortId,
  apply: (before, { event, version }) => {
    if (event.type === 'matching.cohort-drafted.v1') {
      const { draftedAt: _at, ...drafted } = event.data;
      return { ...drafted, version, status: 'draft' };
    }
    return before === undefined ? undefined : { ...before, ...change(event), version };
  },
};
