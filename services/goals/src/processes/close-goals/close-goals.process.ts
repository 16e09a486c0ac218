import type { GoalId } from '@telemachy/contracts';
import type { GoalFact } from '@telemachy/contracts/goals';
import type { MentorshipFact } from '@telemachy/contracts/matching';
import type { Process } from '@telemachy/kernel';
import type { DropGoal } from '../../domain/goal-commands.ts';

type Heard =
  | Extract<
      GoalFact,
      { type: 'goals.goal-set.v1' | 'goals.goal-reached.v1' | 'goals.goal-missed.v1' | 'goals.goal-dropped.v1' }
    >
  | Extract<MentorshipFact, { type: 'matching.mentorship-ended.v1' }>;
type State = { readonly ended: boolean; readonly open: readonly GoalId[] };

const drop = (goalId: GoalId, at: string) => ({
  kind: 'command' as const,
  command: { type: 'drop-goal', goalId, reasonCode: 'mentorship-ended', at } satisfies DropGoal,
});

/**
 * Drops the goals that a mentorship which ended had still open. One instance per mentorship. A goal set while the news of the end was on its way is dropped
 * too; one closed meanwhile stays as it is, which the goal itself decides.
 */
export const closeGoals: Process<State, Heard, DropGoal> = {
  name: 'close-goals',
  version: 1,
  hears: [
    'matching.mentorship-ended.v1',
    'goals.goal-set.v1',
    'goals.goal-reached.v1',
    'goals.goal-missed.v1',
    'goals.goal-dropped.v1',
  ],
  correlate: ({ event }) => event.data.mentorshipId,
  initial: { ended: false, open: [] },
  react: ({ event, recordedAt }, { ended, open }) => {
    switch (event.type) {
      case 'matching.mentorship-ended.v1':
        return open.map((goalId) => drop(goalId, recordedAt));
      case 'goals.goal-set.v1':
        return ended ? [drop(event.data.goalId, recordedAt)] : [];
      case 'goals.goal-reached.v1':
      case 'goals.goal-missed.v1':
      case 'goals.goal-dropped.v1':
        return [];
    }
  },
  evolve: (state, { event }) => {
    switch (event.type) {
      case 'matching.mentorship-ended.v1':
        return { ended: true, open: [] };
      case 'goals.goal-set.v1':
        return state.ended ? state : { ...state, open: [...state.open, event.data.goalId] };
      case 'goals.goal-reached.v1':
      case 'goals.goal-missed.v1':
      case 'goals.goal-dropped.v1':
        return { ...state, open: state.open.filter((id) => id !== event.data.goalId) };
    }
  },
};
