import type { Side } from '@telemachy/contracts';
import { policyOf, type AccessTable, type Reads } from '@telemachy/service-shell/access';

/** How a caller stands to a mentorship or to a person. */
export type Relation = Side | 'self' | 'partner';

const coordinators = (...reads: Reads) => ({ coordinator: reads, 'org-admin': reads });
const parties = (...reads: Reads) => ({ mentor: reads, mentee: reads });
const mentorship = {
  ...parties('name', 'match-reasons', 'agreement-terms', 'agreement-outline', 'own-decline'),
  ...coordinators('name', 'match-reasons', 'agreement-outline', 'decline-code', 'end-code'),
};

/** Who may do what, and which words they read; how an answer leaves the others out, the views say. */
export const access = {
  'draft-program': coordinators(),
  'change-rules': coordinators(),
  'change-mapping': coordinators(),
  'change-agreement-template': coordinators(),
  'read-program': coordinators(),
  'list-programs': coordinators(),
  'draft-cohort': coordinators(),
  'open-registration': coordinators(),
  'close-registration': coordinators(),
  'read-cohort': coordinators(),
  'list-cohorts': coordinators(),
  'import-people': coordinators(),
  'read-import': coordinators(),
  'read-import-problems': coordinators(),
  'list-enrolments': coordinators('name', 'hr-facts', 'answers'),
  'run-matching': coordinators(),
  'read-match-run': coordinators(),
  'list-pairs': coordinators('name', 'match-reasons'),
  'list-unmatched': coordinators('name', 'match-reasons'),
  'explain-match': coordinators('name', 'match-reasons'),
  publish: coordinators(),
  'read-mentorship': mentorship,
  'list-mentorships': mentorship,
  accept: parties(),
  decline: parties(),
  'propose-agreement': parties(),
  'sign-agreement': parties(),
  end: { ...parties(), ...coordinators() },
  'read-me': { 'signed-in': ['name', 'hr-facts', 'answers', 'own-sensitive-answers'] },
  'read-person': { self: ['name', 'hr-facts'], partner: ['name'], ...coordinators('name', 'hr-facts') },
  'mark-left': { ...coordinators(), service: [] },
  'mark-returned': { ...coordinators(), service: [] },
  // The token that it brings says who asks.
  'sign-out': { public: [] },
} as const satisfies AccessTable<Relation>;
export const policy = policyOf<Relation>(access);
