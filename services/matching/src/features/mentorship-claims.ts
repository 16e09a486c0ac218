import { claimSource, type ClaimChange } from '@telemachy/event-store';
import type { CohortId, PersonId } from '@telemachy/contracts';
import type { MentorshipFact } from '@telemachy/contracts/matching';
import { mentorship } from '../domain/mentorship.ts';
import type { Mentorship } from '../domain/mentorship-commands.ts';

type Taken = {
  readonly cohortId: CohortId;
  readonly mentorId: PersonId;
  readonly menteeId: PersonId;
  readonly place: number;
};

/** A mentor's nth place in a cohort, and the one place that a mentee has. */
const claimsOf = ({ cohortId, mentorId, menteeId, place }: Taken): readonly string[] => [
  `place/${cohortId}/${mentorId}/${place}`,
  `mentee/${cohortId}/${menteeId}`,
];

const over: readonly MentorshipFact['type'][] = [
  'matching.mentorship-declined.v1',
  'matching.mentorship-expired.v1',
  'matching.mentorship-ended.v1',
];

/** Nobody is above capacity: a proposal takes the places of both, and whatever ends it gives them back, in the same transaction. */
export const mentorshipClaims = (facts: readonly MentorshipFact[], before: Mentorship): readonly ClaimChange[] =>
  facts.flatMap((fact): ClaimChange[] => {
    if (fact.type === 'matching.mentorship-proposed.v1') {
      return claimsOf(fact.data).map((claim) => ({ kind: 'take', claim }));
    }
    if (before.status === 'none' || !over.includes(fact.type)) return [];
    return claimsOf({ ...before.pair, place: before.place }).map((claim) => ({ kind: 'release', claim }));
  });

/** What a mentorship holds by its facts alone: both places, until something ends it. */
export const mentorshipsHold = claimSource<Mentorship, MentorshipFact>({
  kind: 'mentorship',
  decider: mentorship,
  holds: (state) => {
    if (state.status !== 'proposed' && state.status !== 'active') return [];
    return claimsOf({ ...state.pair, place: state.place }).map((claim) => ({ kind: 'take', claim }));
  },
});
