import { z } from 'zod';

// Streams are named in lower case alone: one thing, one name.
const id = <Name extends string>(_name: Name) => z.uuid().lowercase('expected lower case').brand<Name>();

export const ProgramId = id('ProgramId');
export type ProgramId = z.infer<typeof ProgramId>;
export const CohortId = id('CohortId');
export type CohortId = z.infer<typeof CohortId>;
export const ImportId = id('ImportId');
export type ImportId = z.infer<typeof ImportId>;
export const PersonId = id('PersonId');
export type PersonId = z.infer<typeof PersonId>;
export const EnrolmentId = id('EnrolmentId');
export type EnrolmentId = z.infer<typeof EnrolmentId>;
export const MatchRunId = id('MatchRunId');
export type MatchRunId = z.infer<typeof MatchRunId>;
export const MentorshipId = id('MentorshipId');
export type MentorshipId = z.infer<typeof MentorshipId>;
export const MeetingId = id('MeetingId');
export type MeetingId = z.infer<typeof MeetingId>;
export const FeedId = id('FeedId');
export type FeedId = z.infer<typeof FeedId>;
export const GoalId = id('GoalId');
export type GoalId = z.infer<typeof GoalId>;
export const StepId = id('StepId');
export type StepId = z.infer<typeof StepId>;
export const MessageId = id('MessageId');
export type MessageId = z.infer<typeof MessageId>;
export const SignOutId = id('SignOutId');
export type SignOutId = z.infer<typeof SignOutId>;
export const TimerId = id('TimerId');
export type TimerId = z.infer<typeof TimerId>;

/** The two sides of a mentorship. */
export const Side = z.enum(['mentor', 'mentee']);
export type Side = z.infer<typeof Side>;
