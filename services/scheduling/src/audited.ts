import type { Audited } from '@telemachy/service-shell';
import type { policy } from './policy.ts';

/**
 * As what each operation is audited. A feed's secret says whose it is only where it is looked up, and calendar programs ask for it every few minutes: that
 * one was issued or revoked is written down, and not each reading.
 */
export const audited = {
  'set-availability': 'personal-written',
  'set-override': 'personal-written',
  'clear-override': 'personal-written',
  'read-availability': 'personal-read',
  'read-slots': 'personal-read',
  'book-meeting': 'private-written',
  'move-meeting': 'private-written',
  'cancel-meeting': 'private-written',
  'read-meeting': 'private-read',
  'read-agenda': 'private-read',
  'issue-feed': 'exported',
  'revoke-feed': 'exported',
  'read-feed': 'none',
} as const satisfies Audited<keyof typeof policy>;
