import type { Side } from '@telemachy/contracts';
import { policyOf, type AccessTable, type Reads } from '@telemachy/service-shell/access';

/** How somebody can stand to a thing of this service; `self`: it is their own. */
export type Relation = Side | 'self';

const parties = (...reads: Reads) => ({ mentor: reads, mentee: reads });
const self = (...reads: Reads) => ({ 'signed-in': reads });
const outline = ['meeting-times', 'cancel-code'] as const;
const wholeMeeting = [...outline, 'agenda', 'cancel-reason'] as const;

/** Who may do what, and which words they read. When, how and whether a pair meets may be seen by coordinators, administrators and analysts; its agenda and reasons are the pair's (`meeting-view.ts`). */
export const access = {
  'set-availability': self(),
  'set-override': self(),
  'clear-override': self(),
  'read-availability': self(),
  'read-slots': parties(),
  'book-meeting': parties(),
  'move-meeting': parties(),
  'cancel-meeting': parties(),
  'read-meeting': { ...parties(...wholeMeeting), coordinator: outline, 'org-admin': outline, analyst: outline },
  'read-agenda': self(...wholeMeeting),
  'issue-feed': self(),
  'revoke-feed': { self: [] },
  'read-feed': { public: ['meeting-times'] },
} as const satisfies AccessTable<Relation>;
export const policy = policyOf<Relation>(access);
