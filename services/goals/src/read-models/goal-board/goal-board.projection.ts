import {
  boxesIn,
  sealedIn,
  type GoalId,
  type MentorshipId,
  type PersonId,
  type Sealed,
  type StepId,
} from '@telemachy/contracts';
import type { Measure, StoredGoalFact as GoalFact } from '@telemachy/contracts/goals';
import type { Projection, Recorded } from '@telemachy/kernel';

type Of<Type extends GoalFact['type']> = Extract<GoalFact, { type: Type }>['data'];
type Terms = Sealed<{ readonly text: string; readonly measure: Measure }> & { readonly dueOn: string };

/** One goal with its history, oldest first. */
export type GoalOnBoard = Terms & {
  readonly goalId: GoalId;
  readonly mentorshipId: MentorshipId;
  readonly mentorId: PersonId;
  readonly menteeId: PersonId;
  /** Of the stream: what `If-Match` wants. */
  readonly version: number;
  readonly status: 'open' | 'reached' | 'missed' | 'dropped';
  readonly measureKind: Measure['kind'];
  readonly percent: number;
  readonly setBy: PersonId;
  readonly setAt: string;
  readonly steps: readonly ({
    readonly stepId: StepId;
    readonly dueOn?: string | undefined;
    readonly doneAt?: string;
  } & Sealed<{ readonly text: string }>)[];
  readonly progress: readonly (Sealed<{ readonly value: number }> & { readonly progressedAt: string })[];
  /** The terms before each adjustment stay visible, with the reason for the change. */
  readonly adjustments: readonly (Pick<Of<'goals.goal-adjusted.v1'>, 'reasonCode' | 'adjustedAt'> & {
    readonly before: Terms;
    /** What the adjustment said: the terms from then on, and why. */
    readonly change: Sealed<{ readonly reason: string }>;
  })[];
  readonly checkIns: readonly (Sealed<{
    readonly confidence: number;
    readonly moved: string;
    readonly inTheWay: string;
  }> & { readonly checkedInAt: string })[];
  readonly lookBack?: Sealed<{
    readonly reflection?: string | undefined;
    readonly keptReflection?: string | undefined;
  }> & {
    /** Whose it is; absent for one that was given when all were shared. */
    readonly by?: PersonId | undefined;
    /** Whether the partner may read it too. */
    readonly shared: boolean;
  };
  readonly closedAt?: string;
  /** Why, where nobody closed it by saying how it ended. */
  readonly dropReason?: Of<'goals.goal-dropped.v1'>['reasonCode'];
};

const begin = (data: Of<'goals.goal-set.v1'>, version: number): GoalOnBoard => ({
  ...data,
  version,
  status: 'open',
  percent: 0,
  steps: [],
  progress: [],
  adjustments: [],
  checkIns: [],
});

const adjust = (goal: GoalOnBoard, data: Of<'goals.goal-adjusted.v1'>): GoalOnBoard => {
  const { measureKind, dueOn, percent, reasonCode, adjustedAt } = data;
  const { sealed: _before, ...rest } = goal;
  const before = { dueOn: goal.dueOn, ...sealedIn(goal) };
  const adjustments = [...goal.adjustments, { before, reasonCode, adjustedAt, change: sealedIn(data) }];
  return { ...rest, ...sealedIn(data), measureKind, dueOn, percent, adjustments };
};

const lookedBack = (data: Of<'goals.goal-reached.v1'> | Of<'goals.goal-missed.v1'>): Pick<GoalOnBoard, 'lookBack'> => {
  const boxes = boxesIn(data);
  if (boxes.length === 0) return {};
  const shared = boxes.every(([, box]) => box.class === 'private-to-mentorship');
  return { lookBack: { by: data.closedBy, shared, ...sealedIn(data) } };
};

const change = (goal: GoalOnBoard, event: Exclude<GoalFact, { type: 'goals.goal-set.v1' }>): GoalOnBoard => {
  switch (event.type) {
    case 'goals.goal-step-added.v1': {
      const { stepId, dueOn } = event.data;
      const step = { stepId, ...(dueOn === undefined ? {} : { dueOn }), ...sealedIn(event.data) };
      return { ...goal, steps: [...goal.steps, step] };
    }
    case 'goals.goal-step-done.v1': {
      const { stepId, doneAt } = event.data;
      return { ...goal, steps: goal.steps.map((step) => (step.stepId === stepId ? { ...step, doneAt } : step)) };
    }
    case 'goals.goal-progressed.v1': {
      const { percent, progressedAt } = event.data;
      return { ...goal, percent, progress: [...goal.progress, { progressedAt, ...sealedIn(event.data) }] };
    }
    case 'goals.goal-adjusted.v1':
      return adjust(goal, event.data);
    case 'goals.goal-checked-in.v1': {
      const { checkedInAt } = event.data;
      return { ...goal, checkIns: [...goal.checkIns, { checkedInAt, ...sealedIn(event.data) }] };
    }
    case 'goals.goal-reached.v1':
      return { ...goal, status: 'reached', ...lookedBack(event.data), closedAt: event.data.reachedAt };
    case 'goals.goal-missed.v1':
      return { ...goal, status: 'missed', ...lookedBack(event.data), closedAt: event.data.missedAt };
    case 'goals.goal-dropped.v1':
      return { ...goal, status: 'dropped', dropReason: event.data.reasonCode, closedAt: event.data.droppedAt };
  }
};

/** What the two people of a mentorship see of its goals, with all that became of each. One document per goal. */
export const goalBoard: Projection<GoalOnBoard, GoalFact> = {
  name: 'goal-board',
  version: 4,
  hears: [
    'goals.goal-set.v1',
    'goals.goal-step-added.v1',
    'goals.goal-step-done.v1',
    'goals.goal-progressed.v1',
    'goals.goal-adjusted.v1',
    'goals.goal-checked-in.v1',
    'goals.goal-reached.v1',
    'goals.goal-missed.v1',
    'goals.goal-dropped.v1',
  ],
  keyOf: ({ event }) => event.data.goalId,
  apply: (goal, { event, version }: Recorded<GoalFact>) => {
    if (event.type === 'goals.goal-set.v1') return begin(event.data, version);
    return goal === undefined ? undefined : { ...change(goal, event), version };
  },
};
