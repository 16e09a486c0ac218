import { z } from 'zod';
import { fact, Instant } from '../fact.ts';
import { CohortId, MatchRunId, MentorshipId, PersonId, ProgramId, Side } from '../ids.ts';
import { internal, open, privateToMentorship, privateToPerson } from '../privacy.ts';
import type { Readable, Stored } from '../sealed.ts';
import { ScorePart } from './score-part.ts';

/** What both people sign. */
export const AgreementTerms = z.object({
  purpose: z.string().max(2000),
  scopeIn: z.string().max(2000),
  scopeOut: z.string().max(2000),
  medium: z.string().max(200),
  boundaries: z.string().max(2000),
  confidentiality: z.string().max(2000),
});
export type AgreementTerms = z.infer<typeof AgreementTerms>;

/** The two people of a mentorship stand in each of its facts, so that a reader of one fact knows whose it is. */
const pair = {
  mentorshipId: open(MentorshipId),
  cohortId: open(CohortId),
  mentorId: open(PersonId),
  menteeId: open(PersonId),
};

export const MentorshipProposed = fact('matching.mentorship-proposed.v1', {
  ...pair,
  programId: open(ProgramId),
  matchRunId: open(MatchRunId),
  /** The mentor's nth place in the cohort, from 1: what the capacity claim is made of. */
  place: internal(z.int().positive()),
  score: internal(z.int().nonnegative()),
  parts: internal(z.array(ScorePart)),
  /** Both are asked to answer by then. */
  deadlineAt: internal(Instant),
  proposedAt: internal(Instant),
});
export const MentorshipAccepted = fact('matching.mentorship-accepted.v1', {
  ...pair,
  by: internal(Side),
  acceptedAt: internal(Instant),
});
/** Never names itself to the other side. `authorId` is whoever declined. */
export const MentorshipDeclined = fact('matching.mentorship-declined.v1', {
  ...pair,
  by: internal(Side),
  authorId: internal(PersonId),
  reasonCode: internal(z.enum(['no-time', 'not-a-fit', 'knows-the-person', 'changed-plans', 'other'])),
  reason: privateToPerson('authorId', z.string().max(2000)),
  declinedAt: internal(Instant),
});
/** A declined mentorship is over for whoever did not decline, too: only now are they told, as of a lapse (ADR 9). */
export const MentorshipClosed = fact('matching.mentorship-closed.v1', { ...pair, closedAt: internal(Instant) });
export const MentorshipExpired = fact('matching.mentorship-expired.v1', { ...pair, expiredAt: internal(Instant) });
/** `agreementVersion` counts from 1; signatures of an older version do not count for a newer one. */
export const AgreementProposed = fact('matching.mentorship-agreement-proposed.v1', {
  ...pair,
  agreementVersion: internal(z.int().positive()),
  lengthWeeks: internal(z.int().positive()),
  cadence: internal(z.string()),
  terms: privateToMentorship('mentorshipId', AgreementTerms),
  by: internal(z.enum(['mentor', 'mentee', 'program'])),
  /** Version of the program's template, where the program proposes. */
  templateVersion: internal(z.int().positive().optional()),
  proposedAt: internal(Instant),
});
export const AgreementSigned = fact('matching.mentorship-agreement-signed.v1', {
  ...pair,
  agreementVersion: internal(z.int().positive()),
  by: internal(Side),
  signedAt: internal(Instant),
});
/** Both accepted and both signed the same version. */
export const MentorshipActivated = fact('matching.mentorship-activated.v1', {
  ...pair,
  agreementVersion: internal(z.int().positive()),
  activatedAt: internal(Instant),
});
export const MentorshipEnded = fact('matching.mentorship-ended.v1', {
  ...pair,
  by: internal(z.enum(['mentor', 'mentee', 'coordinator'])),
  authorId: internal(PersonId.optional()),
  reasonCode: internal(z.enum(['completed', 'no-time', 'not-a-fit', 'left', 'other'])),
  endedAt: internal(Instant),
});

export const MentorshipFact = z.discriminatedUnion('type', [
  MentorshipProposed,
  MentorshipAccepted,
  MentorshipDeclined,
  MentorshipClosed,
  MentorshipExpired,
  AgreementProposed,
  AgreementSigned,
  MentorshipActivated,
  MentorshipEnded,
]);
export type MentorshipFact = z.infer<typeof MentorshipFact>;
/** As it is stored and sent. */
export type StoredMentorshipFact = Stored<(typeof MentorshipFact)['options'][number]>;
/** As somebody folds it to whom its words may be open. */
export type ReadableMentorshipFact = Readable<(typeof MentorshipFact)['options'][number]>;
