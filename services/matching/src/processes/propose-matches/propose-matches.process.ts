import type { CohortId, MatchRunId } from '@telemachy/contracts';
import type { MatchRunFact } from '@telemachy/contracts/matching';
import type { Process, Reaction } from '@telemachy/kernel';

export type ProposalWork =
  | {
      readonly type: 'launch-cohort';
      readonly cohortId: CohortId;
      readonly matchRunId: MatchRunId;
      readonly at: string;
    }
  /** Proposes the pairs of a run from the `from`th on, `count` of them at most. */
  | {
      readonly type: 'propose-pairs';
      readonly matchRunId: MatchRunId;
      readonly from: number;
      readonly count: number;
      readonly at: string;
    };

/** How many pairs the run, and the rematches after it, have found so far. */
type State = { readonly pairs: number };
type Heard = Extract<
  MatchRunFact,
  | { type: 'matching.match-run-pairs-found.v1' }
  | { type: 'matching.match-run-published.v1' }
  | { type: 'matching.match-run-rematched.v1' }
>;

/** As many as one step proposes. */
const atOnce = 500;

const propose = (matchRunId: MatchRunId, { from, to }: { from: number; to: number }, at: string) =>
  Array.from({ length: Math.ceil((to - from) / atOnce) }, (_, nth): Reaction<ProposalWork> => {
    const begin = from + nth * atOnce;
    const command = {
      type: 'propose-pairs',
      matchRunId,
      from: begin,
      count: Math.min(atOnce, to - begin),
      at,
    } as const;
    return { kind: 'command', command };
  });

/** Publishing a run launches its cohort and proposes a mentorship to each pair; what a rematch finds is proposed at once. */
export const proposeMatches: Process<State, Heard, ProposalWork> = {
  name: 'propose-matches',
  version: 1,
  hears: ['matching.match-run-pairs-found.v1', 'matching.match-run-published.v1', 'matching.match-run-rematched.v1'],
  correlate: ({ event }) => event.data.matchRunId,
  initial: { pairs: 0 },
  react: ({ event }, { pairs }) => {
    const { matchRunId } = event.data;
    switch (event.type) {
      case 'matching.match-run-pairs-found.v1':
        return [];
      case 'matching.match-run-published.v1': {
        const { cohortId, publishedAt: at } = event.data;
        const launch = { kind: 'command', command: { type: 'launch-cohort', cohortId, matchRunId, at } } as const;
        return [launch, ...propose(matchRunId, { from: 0, to: pairs }, at)];
      }
      case 'matching.match-run-rematched.v1':
        return propose(matchRunId, { from: pairs, to: pairs + event.data.pairs.length }, event.data.rematchedAt);
    }
  },
  evolve: ({ pairs }, { event }) => {
    switch (event.type) {
      case 'matching.match-run-pairs-found.v1':
      case 'matching.match-run-rematched.v1':
        return { pairs: pairs + event.data.pairs.length };
      case 'matching.match-run-published.v1':
        return { pairs };
    }
  },
};
