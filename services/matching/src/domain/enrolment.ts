import type { CohortId, EnrolmentId, PersonId, Side } from '@telemachy/contracts';
import type { Attributes, EnrolmentFact, ReadableEnrolmentFact } from '@telemachy/contracts/matching';
import type { Decider } from '@telemachy/kernel';
import { accept, refuse } from '@telemachy/kernel';
import { same } from './same.ts';

/** What a person brings into one role. */
export type Part = {
  readonly capacity: number;
  readonly answers: Attributes;
  readonly sensitiveAnswers: Attributes;
};
export type Apply = Part & {
  readonly type: 'apply';
  readonly enrolmentId: EnrolmentId;
  readonly cohortId: CohortId;
  readonly personId: PersonId;
  readonly role: Side;
  readonly at: string;
};

export type EnrolmentRefusal = 'enrolment-withdrawn';

export type Enrolment = { readonly withdrawn: boolean; readonly parts: Readonly<Partial<Record<Side, Part>>> };

/** A person in a cohort: once, as mentor, mentee or both. */
export const enrolment: Decider<Enrolment, Apply, EnrolmentFact, EnrolmentRefusal> = {
  initial: { withdrawn: false, parts: {} },

  decide: ({ type: _type, at, ...applied }, state) => {
    if (state.withdrawn) return refuse('enrolment-withdrawn');
    const { role, capacity, answers, sensitiveAnswers } = applied;
    const before = state.parts[role];
    if (before === undefined) {
      return accept({ type: 'matching.enrolment-applied.v1', data: { ...applied, appliedAt: at } });
    }
    if (same(before, { capacity, answers, sensitiveAnswers })) return accept();
    const onlySensitive = before.capacity === capacity && same(before.answers, answers);
    return accept({ type: 'matching.enrolment-answered.v1', data: { ...applied, onlySensitive, answeredAt: at } });
  },

  evolve: (state, event: ReadableEnrolmentFact) => {
    switch (event.type) {
      case 'matching.enrolment-applied.v1':
      case 'matching.enrolment-answered.v1': {
        const { role, capacity, answers = {}, sensitiveAnswers = {} } = event.data;
        return { ...state, parts: { ...state.parts, [role]: { capacity, answers, sensitiveAnswers } } };
      }
      case 'matching.enrolment-withdrawn.v1':
        return { ...state, withdrawn: true };
    }
  },
};
