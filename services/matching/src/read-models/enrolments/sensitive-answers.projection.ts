import type { CohortId, EnrolmentId, PersonId, Side } from '@telemachy/contracts';
import type { Attributes, EnrolmentFact } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';

export type SensitiveAnswers = {
  readonly enrolmentId: EnrolmentId;
  readonly cohortId: CohortId;
  readonly personId: PersonId;
  readonly parts: Readonly<Partial<Record<Side, Attributes>>>;
};

type Answered = Exclude<EnrolmentFact, { type: 'matching.enrolment-withdrawn.v1' }>;

/** Answers that a match run reads, and whoever gave them: no controller can ask for anybody else’s. */
export const sensitiveAnswers: Projection<SensitiveAnswers, Answered> = {
  name: 'sensitive-answers',
  version: 1,
  hears: ['matching.enrolment-applied.v1', 'matching.enrolment-answered.v1'],
  keyOf: ({ event }) => event.data.enrolmentId,
  apply: (before, { event: { data } }) => {
    const { enrolmentId, cohortId, personId, role, sensitiveAnswers: answers } = data;
    return { enrolmentId, cohortId, personId, parts: { ...before?.parts, [role]: answers } };
  },
};
