import type { Side } from '@telemachy/contracts';
import type { Policy } from '@telemachy/service-shell';

const parties = ['mentor', 'mentee'] as const;
/** How somebody can stand to a thing of this service; `self`: it is their own. */
export type Relation = Side | 'self';

/** Who may do what. When, how and whether a pair meets may be seen by coordinators, administrators and analysts; its agenda and reasons are the pair's (`meeting-view.ts`). */
export const policy = {
  'set-availability': 'signed-in',
  'set-override': 'signed-in',
  'clear-override': 'signed-in',
  'read-availability': 'signed-in',
  'read-slots': { relations: parties },
  'book-meeting': { relations: parties },
  'move-meeting': { relations: parties },
  'cancel-meeting': { relations: parties },
  'read-meeting': { relations: parties, roles: ['coordinator', 'org-admin', 'analyst'] },
  'read-agenda': 'signed-in',
  'issue-feed': 'signed-in',
  'revoke-feed': { relations: ['self'] },
  'read-feed': 'public',
} as const satisfies Policy<Relation>;
