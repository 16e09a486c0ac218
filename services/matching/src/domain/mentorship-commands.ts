import type { CohortId, MatchRunId, MentorshipId, PersonId, ProgramId, Side } from '@telemachy/contracts';
import type { AgreementTerms, MentorshipFact, ScorePart } from '@telemachy/contracts/matching';

type DataOf<Type extends MentorshipFact['type']> = Extract<MentorshipFact, { type: Type }>['data'];
type Declined = DataOf<'matching.mentorship-declined.v1'>;
export type Ended = DataOf<'matching.mentorship-ended.v1'>;
export type Pair = {
  readonly mentorshipId: MentorshipId;
  readonly cohortId: CohortId;
  readonly mentorId: PersonId;
  readonly menteeId: PersonId;
};
/** What both are asked to sign. */
export type Agreement = {
  readonly lengthWeeks: number;
  readonly cadence: string;
  readonly terms: AgreementTerms;
};

export type ProposeMentorship = Pair & {
  readonly type: 'propose-mentorship';
  readonly programId: ProgramId;
  readonly matchRunId: MatchRunId;
  readonly place: number;
  readonly score: number;
  readonly parts: readonly ScorePart[];
  readonly deadlineAt: string;
  readonly agreement: Agreement;
  readonly templateVersion: number;
  readonly at: string;
};
/** `by` is whoever says it: one of the two people. */
export type Accept = { readonly type: 'accept'; readonly by: PersonId; readonly at: string };
export type Decline = {
  readonly type: 'decline';
  readonly by: PersonId;
  readonly reasonCode: Declined['reasonCode'];
  readonly reason: string;
  readonly at: string;
};
export type Expire = { readonly type: 'expire'; readonly at: string };
export type ProposeAgreement = {
  readonly type: 'propose-agreement';
  readonly by: PersonId;
  readonly agreement: Agreement;
  readonly at: string;
};
export type SignAgreement = {
  readonly type: 'sign-agreement';
  readonly by: PersonId;
  readonly agreementVersion: number;
  readonly at: string;
};
export type End = {
  readonly type: 'end';
  readonly by: PersonId | 'coordinator';
  readonly reasonCode: Ended['reasonCode'];
  readonly at: string;
};
/** Another proposal has taken this side's place: a decline that this side was not told of so far is over. */
export type Close = { readonly type: 'close'; readonly replaced: Side; readonly at: string };
export type MentorshipCommand =
  | ProposeMentorship
  | Accept
  | Decline
  | Expire
  | Close
  | ProposeAgreement
  | SignAgreement
  | End;

/** `mentorship-not-open` answers for a decline, a lapse and an end alike: who declined is not told. */
export type MentorshipRefusal =
  | 'mentorship-not-proposed'
  | 'mentorship-already-proposed'
  | 'mentorship-not-open'
  | 'mentorship-not-active'
  | 'mentorship-active'
  | 'accept-first'
  | 'partner-not-accepted'
  | 'agreement-changed';

export type ProposedMentorship = {
  readonly status: 'proposed' | 'active' | 'declined' | 'expired' | 'ended';
  readonly pair: Pair;
  readonly place: number;
  readonly accepted: readonly Side[];
  readonly declinedBy: readonly Side[];
  /** After a decline: the other side has been told that it will not be. Until then it answers as if nothing had happened. */
  readonly closed: boolean;
  readonly agreementVersion: number;
  /** `terms` are there for whoever may read the words of the two. */
  readonly agreement?: Omit<Agreement, 'terms'> & { readonly terms: AgreementTerms | undefined };
  /** Who signed the newest version. */
  readonly signed: readonly Side[];
};
export type Mentorship = { readonly status: 'none' } | ProposedMentorship;
