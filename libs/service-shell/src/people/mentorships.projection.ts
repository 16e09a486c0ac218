import type { CohortId, MentorshipId, PersonId, ProgramId, Side } from '@telemachy/contracts';
import type { MentorshipFact } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';

export type MentorshipStatus = 'proposed' | 'accepted' | 'active' | 'declined' | 'expired' | 'ended';

/** Who the two people of a mentorship are, and whether it goes on. */
export type Mentorship = {
  readonly mentorshipId: MentorshipId;
  readonly cohortId: CohortId;
  readonly mentorId: PersonId;
  readonly menteeId: PersonId;
  readonly programId?: ProgramId;
  readonly status: MentorshipStatus;
  readonly acceptedBy: readonly Side[];
  readonly activatedAt?: string;
  readonly endedAt?: string;
};

const open: readonly (MentorshipStatus | undefined)[] = [undefined, 'proposed', 'accepted'];

/** After a decline the other side, which is not told of it, may still accept. */
const accepted = (before: Mentorship | undefined, by: Side): Partial<Mentorship> => {
  const acceptedBy = [...new Set([...(before?.acceptedBy ?? []), by])].sort();
  if (!open.includes(before?.status)) return { acceptedBy };
  return { acceptedBy, status: acceptedBy.length === 2 ? 'accepted' : 'proposed' };
};

const changeOf = (before: Mentorship | undefined, event: MentorshipFact): Partial<Mentorship> => {
  switch (event.type) {
    case 'matching.mentorship-proposed.v1':
      return { programId: event.data.programId };
    case 'matching.mentorship-accepted.v1':
      return accepted(before, event.data.by);
    case 'matching.mentorship-declined.v1':
      return { status: 'declined' };
    case 'matching.mentorship-expired.v1':
      return { status: 'expired' };
    case 'matching.mentorship-activated.v1':
      return { status: 'active', activatedAt: event.data.activatedAt };
    case 'matching.mentorship-ended.v1':
      return { status: 'ended', endedAt: event.data.endedAt };
    case 'matching.mentorship-closed.v1':
    case 'matching.mentorship-agreement-proposed.v1':
    case 'matching.mentorship-agreement-signed.v1':
      return {};
  }
};

/** What scheduling, goals and notification know of matching's mentorships: the two people and whether it is active. */
export const mentorships: Projection<Mentorship, MentorshipFact> = {
  name: 'mentorships',
  version: 1,
  hears: [
    'matching.mentorship-proposed.v1',
    'matching.mentorship-accepted.v1',
    'matching.mentorship-declined.v1',
    'matching.mentorship-expired.v1',
    'matching.mentorship-activated.v1',
    'matching.mentorship-ended.v1',
  ],
  keyOf: ({ event }) => event.data.mentorshipId,
  apply: (before, { event }) => {
    const { mentorshipId, cohortId, mentorId, menteeId } = event.data;
    const known = before ?? { mentorshipId, cohortId, mentorId, menteeId, status: 'proposed', acceptedBy: [] };
    return { ...known, ...changeOf(before, event) };
  },
};
/** All mentorships of a person, on either side. */
export const mentorshipIndexes = [{ mentorId: 1 }, { menteeId: 1 }] as const;
