import { claimSource, type ClaimChange } from '@telemachy/event-store';
import type { CohortId } from '@telemachy/contracts';
import type { MatchRunFact } from '@telemachy/contracts/matching';
import type { MatchRun } from '../domain/match-run-commands.ts';
import { matchRun } from '../domain/match-run.ts';

const launchOf = (cohortId: CohortId): string => `launch/${cohortId}`;

/** Two runs of one cohort that are published at once: one wins. */
export const launchClaims = (facts: readonly MatchRunFact[]): readonly ClaimChange[] =>
  facts.flatMap((fact) =>
    fact.type === 'matching.match-run-published.v1' ? [{ kind: 'take', claim: launchOf(fact.data.cohortId) }] : [],
  );

/** What a match run holds by its facts alone: the launch of its cohort, once it is published. */
export const matchRunsHold = claimSource<MatchRun, MatchRunFact>({
  kind: 'match-run',
  decider: matchRun,
  holds: (state) => (state.status === 'published' ? [{ kind: 'take', claim: launchOf(state.cohortId) }] : []),
});
