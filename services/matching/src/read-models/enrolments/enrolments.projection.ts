import { sealedOf, type CohortId, type EnrolmentId, type PersonId, type Sealed, type Side } from '@telemachy/contracts';
import type { Attributes, StoredEnrolmentFact } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';

export type EnrolmentDocument = {
  readonly enrolmentId: EnrolmentId;
  readonly cohortId: CohortId;
  readonly personId: PersonId;
  readonly version: number;
  readonly withdrawn: boolean;
  readonly parts: Readonly<Partial<Record<Side, EnrolledPart>>>;
};
/** What somebody brings into one role; the answers lie sealed, as they came. */
export type EnrolledPart = { readonly capacity: number } & Sealed<{ readonly answers: Attributes }>;

/** Who takes part in a cohort, as what, with the answers that coordinators see. Sensitive ones are not even kept here. */
export const enrolments: Projection<EnrolmentDocument, StoredEnrolmentFact> = {
  name: 'enrolments',
  version: 2,
  hears: ['matching.enrolment-applied.v1', 'matching.enrolment-answered.v1', 'matching.enrolment-withdrawn.v1'],
  keyOf: ({ event }) => event.data.enrolmentId,
  apply: (before, { event, version }) => {
    if (event.type === 'matching.enrolment-withdrawn.v1') {
      return before === undefined ? undefined : { ...before, version, withdrawn: true };
    }
    const { enrolmentId, cohortId, personId, role, capacity } = event.data;
    const part: EnrolledPart = { capacity, ...sealedOf(event.data, 'personal') };
    const parts = { ...before?.parts, [role]: part };
    return { enrolmentId, cohortId, personId, version, withdrawn: before?.withdrawn ?? false, parts };
  },
};
