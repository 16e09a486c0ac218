import type { Audited } from '@telemachy/service-shell';
import type { policy } from './policy.ts';

/**
 * As what each operation is audited. Programs and cohorts are nobody's data; who is matched with whom, and why, is personal; an agreement and why somebody
 * declined or ended are words of the pair.
 */
export const audited = {
  'draft-program': 'rules-changed',
  'change-rules': 'rules-changed',
  'change-mapping': 'rules-changed',
  'change-agreement-template': 'rules-changed',
  'read-program': 'none',
  'list-programs': 'none',
  'draft-cohort': 'rules-changed',
  'open-registration': 'rules-changed',
  'close-registration': 'rules-changed',
  'read-cohort': 'none',
  'list-cohorts': 'none',
  'import-people': 'personal-written',
  'read-import': 'personal-read',
  'read-import-problems': 'exported',
  'list-enrolments': 'personal-read',
  'run-matching': 'match-run',
  'read-match-run': 'personal-read',
  'list-pairs': 'personal-read',
  'list-unmatched': 'personal-read',
  'explain-match': 'personal-read',
  publish: 'match-run',
  'read-mentorship': 'private-read',
  'list-mentorships': 'private-read',
  accept: 'personal-written',
  decline: 'private-written',
  'propose-agreement': 'private-written',
  'sign-agreement': 'personal-written',
  end: 'private-written',
  'read-me': 'personal-read',
  'read-person': 'personal-read',
  'mark-left': 'role-changed',
  'mark-returned': 'role-changed',
  'sign-out': 'none',
} as const satisfies Audited<keyof typeof policy>;
