import {
  sealedIn,
  type CohortId,
  type MatchRunId,
  type MentorshipId,
  type PersonId,
  type ProgramId,
  type Sealed,
  type Side,
} from '@telemachy/contracts';
import type { AgreementTerms, ScorePart, StoredMentorshipFact as MentorshipFact } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';

type DataOf<Type extends MentorshipFact['type']> = Extract<MentorshipFact, { type: Type }>['data'];
type At = Readonly<Partial<Record<Side, string>>>;

type Declined = Pick<DataOf<'matching.mentorship-declined.v1'>, 'reasonCode' | 'declinedAt'> &
  Sealed<{ readonly reason: string }>;

export type MentorshipDocument = {
  readonly mentorshipId: MentorshipId;
  readonly cohortId: CohortId;
  readonly programId: ProgramId;
  readonly matchRunId: MatchRunId;
  readonly mentorId: PersonId;
  readonly menteeId: PersonId;
  readonly version: number;
  readonly status: 'proposed' | 'active' | 'declined' | 'expired' | 'ended';
  /** Takes a place of the mentor and keeps both from being matched anew. */
  readonly live: boolean;
  readonly place: number;
  readonly score: number;
  readonly parts: readonly ScorePart[];
  readonly deadlineAt: string;
  readonly proposedAt: string;
  readonly accepted: At;
  readonly agreement?: Sealed<{ readonly terms: AgreementTerms }> & {
    readonly version: number;
    readonly lengthWeeks: number;
    readonly cadence: string;
    readonly by: Side | 'program';
    readonly proposedAt: string;
    /** Signatures of this version. */
    readonly signed: At;
  };
  readonly activatedAt?: string;
  /** By the side that declined, in order. */
  readonly declined?: Readonly<Partial<Record<Side, Declined>>>;
  /** After a decline: when the other side was told that it will not be. */
  readonly closedAt?: string;
  readonly expiredAt?: string;
  readonly ended?: Pick<DataOf<'matching.mentorship-ended.v1'>, 'by' | 'reasonCode' | 'endedAt'>;
};

const begin = (data: DataOf<'matching.mentorship-proposed.v1'>, version: number): MentorshipDocument => ({
  ...data,
  version,
  status: 'proposed',
  live: true,
  accepted: {},
});

const agreed = (before: MentorshipDocument, data: DataOf<'matching.mentorship-agreement-proposed.v1'>) => {
  const { agreementVersion: version, lengthWeeks, cadence, by, proposedAt } = data;
  return {
    ...before,
    agreement: { version, lengthWeeks, cadence, by, proposedAt, signed: {}, ...sealedIn(data) },
  };
};

const signed = (before: MentorshipDocument, { by, signedAt }: DataOf<'matching.mentorship-agreement-signed.v1'>) => {
  const { agreement } = before;
  if (agreement === undefined) return before;
  return { ...before, agreement: { ...agreement, signed: { ...agreement.signed, [by]: signedAt } } };
};

const changed = (
  before: MentorshipDocument,
  event: Exclude<MentorshipFact, { type: 'matching.mentorship-proposed.v1' }>,
): MentorshipDocument => {
  switch (event.type) {
    case 'matching.mentorship-accepted.v1':
      return { ...before, accepted: { ...before.accepted, [event.data.by]: event.data.acceptedAt } };
    case 'matching.mentorship-declined.v1': {
      const { by, reasonCode, declinedAt } = event.data;
      const declined = { ...before.declined, [by]: { reasonCode, declinedAt, ...sealedIn(event.data) } };
      return { ...before, status: 'declined', live: false, declined };
    }
    case 'matching.mentorship-closed.v1':
      return { ...before, closedAt: event.data.closedAt };
    case 'matching.mentorship-expired.v1':
      return { ...before, status: 'expired', live: false, expiredAt: event.data.expiredAt };
    case 'matching.mentorship-agreement-proposed.v1':
      return agreed(before, event.data);
    case 'matching.mentorship-agreement-signed.v1':
      return signed(before, event.data);
    case 'matching.mentorship-activated.v1':
      return { ...before, status: 'active', activatedAt: event.data.activatedAt };
    case 'matching.mentorship-ended.v1': {
      const { by, reasonCode, endedAt } = event.data;
      return { ...before, status: 'ended', live: false, ended: { by, reasonCode, endedAt } };
    }
  }
};

/** Every mentorship with all that is known of it; who sees which part of it is decided where it is shown. */
export const mentorships: Projection<MentorshipDocument, MentorshipFact> = {
  name: 'mentorships',
  version: 3,
  hears: [
    'matching.mentorship-proposed.v1',
    'matching.mentorship-accepted.v1',
    'matching.mentorship-declined.v1',
    'matching.mentorship-closed.v1',
    'matching.mentorship-expired.v1',
    'matching.mentorship-agreement-proposed.v1',
    'matching.mentorship-agreement-signed.v1',
    'matching.mentorship-activated.v1',
    'matching.mentorship-ended.v1',
  ],
  keyOf: ({ event }) => event.data.mentorshipId,
  apply: (before, { event, version }) => {
    if (event.type === 'matching.mentorship-proposed.v1') return begin(event.data, version);
    return before === undefined ? undefined : { ...changed(before, event), version };
  },
};
