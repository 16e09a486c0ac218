import type { GoalId, MentorshipId, PersonId, StepId } from '@telemachy/contracts';
import type { GoalFact, Measure } from '@telemachy/contracts/goals';

type AdjustReason = Extract<GoalFact, { type: 'goals.goal-adjusted.v1' }>['data']['reasonCode'];
type DropReason = Extract<GoalFact, { type: 'goals.goal-dropped.v1' }>['data']['reasonCode'];
type About = { readonly goalId: GoalId; readonly at: string };

export type SetGoal = About & {
  readonly type: 'set-goal';
  /** As this service knows it when the command comes. */
  readonly mentorship: {
    readonly mentorshipId: MentorshipId;
    readonly mentorId: PersonId;
    readonly menteeId: PersonId;
    readonly active: boolean;
  };
  readonly text: string;
  readonly measure: Measure;
  readonly dueOn: string;
  readonly setBy: PersonId;
};
export type AddStep = About & {
  readonly type: 'add-step';
  readonly stepId: StepId;
  readonly text: string;
  readonly dueOn?: string | undefined;
};
export type CompleteStep = About & { readonly type: 'complete-step'; readonly stepId: StepId };
export type RecordProgress = About & { readonly type: 'record-progress'; readonly value: number };
export type AdjustGoal = About & {
  readonly type: 'adjust-goal';
  readonly text: string;
  readonly measure: Measure;
  readonly dueOn: string;
  readonly reasonCode: AdjustReason;
  readonly reason: string;
};
export type CheckIn = About & {
  readonly type: 'check-in';
  readonly confidence: number;
  readonly moved: string;
  readonly inTheWay: string;
};
export type CloseGoal = About & {
  readonly type: 'reach-goal' | 'miss-goal';
  readonly reflection: string;
  /** Whether the partner may read the reflection too. */
  readonly shared: boolean;
  readonly by: PersonId;
};
/** The program's own; the two people close a goal by saying how it ended. */
export type DropGoal = About & { readonly type: 'drop-goal'; readonly reasonCode: DropReason };
export type GoalCommand =
  | SetGoal
  | AddStep
  | CompleteStep
  | RecordProgress
  | AdjustGoal
  | CheckIn
  | CloseGoal
  | DropGoal;
