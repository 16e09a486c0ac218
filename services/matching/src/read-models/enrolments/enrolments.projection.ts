import type { CohortId, EnrolmentId, PersonId, Side } from '@telemachy/contracts';
import type { Attributes, EnrolmentFact } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';

export type EnrolmentDocument = {
  readonly enrolmentId: EnrolmentId;
  readonly cohortId: CohortId;
  readonly personId: PersonId;
  readonly version: number;
  readonly withdrawn: boolean;
  readonly parts: Readonly<Partial<Record<Side, { readonly capacity: number; readonly answers: Attributes }>>>;
};

/** Who takes part in a cohort, as what, with the answers that coordinators see. Sensitive ones are not even kept here. */
export const enrolments: Projection<EnrolmentDocument, EnrolmentFact> = {
  name: 'enrolments',
  version: 1,
  hears: ['matching.enrolment-applied.v1', 'matching.enrolment-answered.v1', 'matching.enrolment-withdrawn.v1'],
  keyOf: ({ event }) => event.data.enrolmentId,
  apply: (before, { event, version }) => {
    if (event.type === 'matching.enrolment-withdrawn.v1') {
      return before === undefined ? undefined : { ...before, version, withdrawn: true };
    }
    const { enrolmentId, cohortId, personId, role, capacity, answers } = event.data;
    const parts = { ...before?.parts, [role]: { capacity, answers } };
    return { enrolmentId, cohortId, personId, version, withdrawn: before?.withdrawn ?? false, parts };
  },
};
