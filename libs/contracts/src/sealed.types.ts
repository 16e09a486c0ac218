import type { StoredGoalFact, ReadableGoalFact, GoalFact } from './goals/goal-facts.ts';
import type { Opened, Sealed } from './sealed.ts';
type S = Extract<StoredGoalFact, {type: 'goals.goal-set.v1'}>['data'];
export const t1 = (d: S): string => d.dueOn + d.goalId;
// @ts-expect-error sealed
export const t2 = (d: S): string => d.text;
export const t3 = (d: GoalFact): ReadableGoalFact => d;
export const t4 = (d: StoredGoalFact): ReadableGoalFact => d;
type D = { id: string; steps: readonly ({ stepId: string } & Sealed<{ text: string }>)[] } & Sealed<{ title: string }>;
export const t5 = (d: Opened<D>): string | undefined => d.steps[0]?.text ?? d.title ?? d.words;
// @ts-expect-error
export const t6 = (d: Opened<D>): string | undefined => d.steps[0]?.sealed;
export const t7 = (d: Extract<StoredGoalFact, {type: 'goals.goal-dropped.v1'}>['data']) => d.reasonCode;
