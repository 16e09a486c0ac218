import type { MatchRunId, MentorshipId } from '@telemachy/contracts';
import type { MatchRunFact } from '@telemachy/contracts/matching';
import type { Process } from '@telemachy/kernel';

export type MatchWork =
  | { readonly type: 'find-matches'; readonly matchRunId: MatchRunId }
  | { readonly type: 'find-again'; readonly matchRunId: MatchRunId; readonly mentorshipId: MentorshipId }
  /** The work on the run, or on the rematch after this mentorship, was given up. */
  | { readonly type: 'fail'; readonly matchRunId: MatchRunId; readonly mentorshipId?: MentorshipId };

type Heard = Extract<
  MatchRunFact,
  { type: 'matching.match-run-requested.v1' } | { type: 'matching.match-run-rematch-requested.v1' }
>;

/** A requested run, or a requested rematch, is computed. Those of one run come one after another, each seeing what the one before did. */
export const findMatches: Process<Readonly<Record<string, never>>, Heard, MatchWork> = {
  name: 'find-matches',
  version: 1,
  hears: ['matching.match-run-requested.v1', 'matching.match-run-rematch-requested.v1'],
  correlate: ({ event }) => event.data.matchRunId,
  initial: {},
  react: ({ event }) => {
    const { matchRunId } = event.data;
    switch (event.type) {
      case 'matching.match-run-requested.v1':
        return [{ kind: 'command', command: { type: 'find-matches', matchRunId } }];
      case 'matching.match-run-rematch-requested.v1': {
        const { mentorshipId } = event.data;
        return [{ kind: 'command', command: { type: 'find-again', matchRunId, mentorshipId } }];
      }
    }
  },
  evolve: (state) => state,
  whenGivenUp: (work) => (work.type === 'fail' ? undefined : { ...work, type: 'fail' }),
};
