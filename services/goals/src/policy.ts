import type { Side } from '@telemachy/contracts';
import type { Policy } from '@telemachy/service-shell';

const parties = ['mentor', 'mentee'] as const;

/** Who may do what. What pairs say to each other is theirs alone: a coordinator sees kind, status and progress (`goal-view.ts`). */
export const policy = {
  'set-goal': { relations: parties },
  'add-step': { relations: parties },
  'complete-step': { relations: parties },
  'record-progress': { relations: parties },
  'adjust-goal': { relations: parties },
  'check-in': { relations: parties },
  'reach-goal': { relations: parties },
  'miss-goal': { relations: parties },
  'read-goal': { relations: parties, roles: ['coordinator', 'org-admin'] },
  'list-goals': { relations: parties, roles: ['coordinator', 'org-admin'] },
} as const satisfies Policy<Side>;
