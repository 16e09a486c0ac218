import type { Side } from '@telemachy/contracts';
import type { Policy } from '@telemachy/service-shell';

/** How a caller stands to a mentorship or to a person. */
export type Relation = Side | 'self' | 'partner';

const coordinators = ['coordinator', 'org-admin'] as const;
const parties = ['mentor', 'mentee'] as const;

/** Who may do what; who sees which words of an answer, the views say. */
export const policy = {
  'draft-program': { roles: coordinators },
  'change-rules': { roles: coordinators },
  'change-mapping': { roles: coordinators },
  'change-agreement-template': { roles: coordinators },
  'read-program': { roles: coordinators },
  'list-programs': { roles: coordinators },
  'draft-cohort': { roles: coordinators },
  'open-registration': { roles: coordinators },
  'close-registration': { roles: coordinators },
  'read-cohort': { roles: coordinators },
  'list-cohorts': { roles: coordinators },
  'import-people': { roles: coordinators },
  'read-import': { roles: coordinators },
  'read-import-problems': { roles: coordinators },
  'list-enrolments': { roles: coordinators },
  'run-matching': { roles: coordinators },
  'read-match-run': { roles: coordinators },
  'list-pairs': { roles: coordinators },
  'list-unmatched': { roles: coordinators },
  'explain-match': { roles: coordinators },
  publish: { roles: coordinators },
  'read-mentorship': { relations: parties, roles: coordinators },
  'list-mentorships': { relations: parties, roles: coordinators },
  accept: { relations: parties },
  decline: { relations: parties },
  'propose-agreement': { relations: parties },
  'sign-agreement': { relations: parties },
  end: { relations: parties, roles: coordinators },
  'read-me': 'signed-in',
  'read-person': { relations: ['self', 'partner'], roles: coordinators },
} as const satisfies Policy<Relation>;
