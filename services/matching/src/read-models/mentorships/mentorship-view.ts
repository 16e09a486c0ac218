import { CohortId, Instant, MatchRunId, MentorshipId, type PersonId, ProgramId, Side } from '@telemachy/contracts';
import { AgreementTerms, ScorePart } from '@telemachy/contracts/matching';
import { z } from 'zod';
import { NamedPerson } from '../named.ts';
import type { MentorshipDocument } from './mentorships.projection.ts';

const at = z.object({ mentor: Instant.optional(), mentee: Instant.optional() });
const Outline = {
  mentorshipId: MentorshipId,
  cohortId: CohortId,
  programId: ProgramId,
  matchRunId: MatchRunId,
  version: z.int(),
  mentor: NamedPerson,
  mentee: NamedPerson,
  score: z.int().nonnegative(),
  reasons: z.array(ScorePart).describe('Why these two; sensitive criteria are merged into "other wishes", or left out'),
  deadlineAt: Instant,
  proposedAt: Instant,
  accepted: at,
  activatedAt: Instant.optional(),
};
const Agreement = {
  version: z.int().positive(),
  lengthWeeks: z.int(),
  cadence: z.string(),
  by: z.enum(['mentor', 'mentee', 'program']),
  proposedAt: Instant,
  signed: at.describe('Signatures of this version'),
};

const MentorshipForCoordinators = z
  .object({
    ...Outline,
    status: z.enum(['proposed', 'active', 'declined', 'expired', 'ended']),
    agreement: z.object(Agreement).optional(),
    declined: z.object({ by: Side, reasonCode: z.string(), declinedAt: Instant }).optional(),
    ended: z
      .object({ by: z.enum(['mentor', 'mentee', 'coordinator']), reasonCode: z.string(), endedAt: Instant })
      .optional(),
  })
  .meta({ id: 'MentorshipForCoordinators' });
const MentorshipForParties = z
  .object({
    ...Outline,
    role: Side.describe('The reader’s own side'),
    partner: NamedPerson,
    status: z
      .enum(['proposed', 'active', 'declined', 'closed', 'ended'])
      .describe('`declined`: by the reader. `closed`: it will not be; why is not told'),
    agreement: z.object({ ...Agreement, terms: AgreementTerms }).optional(),
    declined: z.object({ reasonCode: z.string(), reason: z.string(), declinedAt: Instant }).optional(),
    ended: z.object({ by: z.enum(['mentor', 'mentee', 'coordinator']), endedAt: Instant }).optional(),
  })
  .meta({ id: 'Mentorship' });
export const MentorshipView = z.union([MentorshipForParties, MentorshipForCoordinators]);
export type MentorshipView = z.infer<typeof MentorshipView>;

/** A mentorship as a party is told of it: that the other side declined is not. */
const statusFor = ({ status, declined }: MentorshipDocument, role: Side) => {
  switch (status) {
    case 'declined':
      return declined?.by === role ? 'declined' : 'closed';
    case 'expired':
      return 'closed';
    case 'proposed':
    case 'active':
    case 'ended':
      return status;
  }
};

/** What its reader may see of a mentorship. @param sides the reader's own; none for a coordinator */
export const viewOf = (
  mentorship: MentorshipDocument,
  sides: readonly Side[],
  named: (id: PersonId) => NamedPerson,
): MentorshipView => {
  const { mentorId, menteeId, parts: reasons, declined, ended, ...rest } = mentorship;
  const people = { mentor: named(mentorId), mentee: named(menteeId) };
  const [role] = sides;
  if (role === undefined) return MentorshipForCoordinators.parse({ ...mentorship, ...people, reasons });
  return MentorshipForParties.parse({
    ...rest,
    ...people,
    reasons,
    role,
    partner: role === 'mentor' ? people.mentee : people.mentor,
    status: statusFor(mentorship, role),
    ...(declined?.by === role ? { declined } : {}),
    ...(ended === undefined ? {} : { ended }),
  });
};
