import type { Side } from '@telemachy/contracts';
import { policyOf, type AccessTable, type Reads } from '@telemachy/service-shell/access';

const parties = (...reads: Reads) => ({ mentor: reads, mentee: reads });
const overseers = (...reads: Reads) => ({ coordinator: reads, 'org-admin': reads });
const goalOfParties = parties('goal-words', 'goal-outline', 'check-ins', 'own-reflection', 'shared-reflection');

/** Who may do what, and which words they read. What pairs say to each other is theirs alone (`goal-view.ts`). */
export const access = {
  'set-goal': parties(),
  'add-step': parties(),
  'complete-step': parties(),
  'record-progress': parties(),
  'adjust-goal': parties(),
  'check-in': parties(),
  'reach-goal': parties(),
  'miss-goal': parties(),
  'read-goal': { ...goalOfParties, ...overseers('goal-outline') },
  'list-goals': { ...goalOfParties, ...overseers('goal-outline') },
} as const satisfies AccessTable<Side>;
export const policy = policyOf<Side>(access);
