import { sealedOf, type CohortId, type EnrolmentId, type PersonId, type Sealed, type Side } from '@telemachy/contracts';
import type { Attributes, StoredEnrolmentFact } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';

export type SensitiveAnswers = {
  readonly enrolmentId: EnrolmentId;
  readonly cohortId: CohortId;
  readonly personId: PersonId;
  /** Sealed, as they came. */
  readonly parts: Readonly<Partial<Record<Side, Sealed<{ readonly sensitiveAnswers: Attributes }>>>>;
};

type Answered = Exclude<StoredEnrolmentFact, { type: 'matching.enrolment-withdrawn.v1' }>;

/** Answers that a match run reads, and whoever gave them: no controller can ask for anybody else’s. */
export const sensitiveAnswers: Projection<SensitiveAnswers, Answered> = {
  name: 'sensitive-answers',
  version: 2,
  hears: ['matching.enrolment-applied.v1', 'matching.enrolment-answered.v1'],
  keyOf: ({ event }) => event.data.enrolmentId,
  apply: (before, { event: { data } }) => {
    const { enrolmentId, cohortId, personId, role } = data;
    const part: Sealed<{ readonly sensitiveAnswers: Attributes }> = sealedOf(data, 'private-to-person');
    return { enrolmentId, cohortId, personId, parts: { ...before?.parts, [role]: part } };
  },
};
