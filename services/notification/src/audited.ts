import type { Audited } from '@telemachy/service-shell';
import type { policy } from './policy.ts';

/** As what each operation is audited: a message may quote what a pair said. */
export const audited = {
  'read-inbox': 'private-read',
  'read-message': 'private-read',
  read: 'personal-written',
  'read-preferences': 'personal-read',
  'set-preference': 'personal-written',
} as const satisfies Audited<keyof typeof policy>;
