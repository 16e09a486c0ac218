import type { Audited } from '@telemachy/service-shell';
import type { policy } from './policy.ts';

/** As what each operation is audited: all of this service is words of a pair, whoever asks; a coordinator who is let through is given none of them. */
export const audited = {
  'set-goal': 'private-written',
  'add-step': 'private-written',
  'complete-step': 'private-written',
  'record-progress': 'private-written',
  'adjust-goal': 'private-written',
  'check-in': 'private-written',
  'reach-goal': 'private-written',
  'miss-goal': 'private-written',
  'read-goal': 'private-read',
  'list-goals': 'private-read',
} as const satisfies Audited<keyof typeof policy>;
