import type { GoalId, MentorshipId, PersonId, StepId } from '@telemachy/contracts';
import type { GoalFact, Measure } from '@telemachy/contracts/goals';
import type { Projection, Recorded } from '@telemachy/kernel';

type Of<Type extends GoalFact['type']> = Extract<GoalFact, { type: Type }>['data'];
type Terms = { readonly text: string; readonly measure: Measure; readonly dueOn: string };

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
  readonly steps: readonly {
    readonly stepId: StepId;
    readonly text: string;
    readonly dueOn?: string | undefined;
    readonly doneAt?: string;
  }[];
  readonly progress: readonly { readonly value: number; readonly progressedAt: string }[];
  /** The terms before each adjustment stay visible, with the reason for the change. */
  readonly adjustments: readonly (Pick<Of<'goals.goal-adjusted.v1'>, 'reasonCode' | 'reason' | 'adjustedAt'> & {
    readonly before: Terms;
  })[];
  readonly checkIns: readonly Pick<
    Of<'goals.goal-checked-in.v1'>,
    'confidence' | 'moved' | 'inTheWay' | 'checkedInAt'
  >[];
  readonly reflection?: {
    readonly text: string;
    /** Whose it is; absent for one that was given when all were shared. */
    readonly by?: PersonId | undefined;
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
  const { text, measure, measureKind, dueOn, percent, reasonCode, reason, adjustedAt } = data;
  const before = { text: goal.text, measure: goal.measure, dueOn: goal.dueOn };
  const adjustments = [...goal.adjustments, { before, reasonCode, reason, adjustedAt }];
  return { ...goal, text, measure, measureKind, dueOn, percent, adjustments };
};

const reflected = (data: Of<'goals.goal-reached.v1'> | Of<'goals.goal-missed.v1'>): Pick<GoalOnBoard, 'reflection'> => {
  const { reflection, keptReflection, closedBy: by } = data;
  if (keptReflection !== undefined) return { reflection: { text: keptReflection, by, shared: false } };
  return reflection === '' ? {} : { reflection: { text: reflection, by, shared: true } };
};

const change = (goal: GoalOnBoard, event: Exclude<GoalFact, { type: 'goals.goal-set.v1' }>): GoalOnBoard => {
  switch (event.type) {
    case 'goals.goal-step-added.v1': {
      const { stepId, text, dueOn } = event.data;
      return { ...goal, steps: [...goal.steps, { stepId, text, ...(dueOn === undefined ? {} : { dueOn }) }] };
    }
    case 'goals.goal-step-done.v1': {
      const { stepId, doneAt } = event.data;
      return { ...goal, steps: goal.steps.map((step) => (step.stepId === stepId ? { ...step, doneAt } : step)) };
    }
    case 'goals.goal-progressed.v1': {
      const { value, percent, progressedAt } = event.data;
      return { ...goal, percent, progress: [...goal.progress, { value, progressedAt }] };
    }
    case 'goals.goal-adjusted.v1':
      return adjust(goal, event.data);
    case 'goals.goal-checked-in.v1': {
      const { confidence, moved, inTheWay, checkedInAt } = event.data;
      return { ...goal, checkIns: [...goal.checkIns, { confidence, moved, inTheWay, checkedInAt }] };
    }
    case 'goals.goal-reached.v1':
      return { ...goal, status: 'reached', ...reflected(event.data), closedAt: event.data.reachedAt };
    case 'goals.goal-missed.v1':
      return { ...goal, status: 'missed', ...reflected(event.data), closedAt: event.data.missedAt };
    case 'goals.goal-dropped.v1':
      return { ...goal, status: 'dropped', dropReason: event.data.reasonCode, closedAt: event.data.droppedAt };
  }
};

/** What the two people of a mentorship see of its goals, with all that became of each. One document per goal. */
export const goalBoard: Projection<GoalOnBoard, GoalFact> = {
  name: 'goal-board',
  version: 3,
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
