import type { MatchRunId } from '@telemachy/contracts';
import type { MentorshipFact } from '@telemachy/contracts/matching';
import type { Process } from '@telemachy/kernel';
import type { RequestRematch } from '../../domain/match-run-commands.ts';

export type AskForRematch = RequestRematch & { readonly matchRunId: MatchRunId };
type State = { readonly matchRunId?: MatchRunId };
type Heard = Extract<
  MentorshipFact,
  | { type: 'matching.mentorship-proposed.v1' }
  | { type: 'matching.mentorship-declined.v1' }
  | { type: 'matching.mentorship-expired.v1' }
>;

/** A mentorship that was declined, or that nobody answered in time, sets its people free to be matched again. */
export const askForRematch: Process<State, Heard, AskForRematch> = {
  name: 'ask-for-rematch',
  version: 1,
  hears: ['matching.mentorship-proposed.v1', 'matching.mentorship-declined.v1', 'matching.mentorship-expired.v1'],
  correlate: ({ event }) => event.data.mentorshipId,
  initial: {},
  react: ({ event }, { matchRunId }) => {
    if (event.type === 'matching.mentorship-proposed.v1' || matchRunId === undefined) return [];
    const { mentorshipId } = event.data;
    const at = event.type === 'matching.mentorship-declined.v1' ? event.data.declinedAt : event.data.expiredAt;
    return [{ kind: 'command', command: { type: 'request-rematch', matchRunId, mentorshipId, at } }];
  },
  evolve: (state, { event }) =>
    event.type === 'matching.mentorship-proposed.v1' ? { matchRunId: event.data.matchRunId } : state,
};
