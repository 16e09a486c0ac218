import { accept, refuse, type Decider, type Decision } from '@telemachy/kernel';
import type { GoalId, MentorshipId, PersonId } from '@telemachy/contracts';
import type { GoalFact, Measure, ReadableGoalFact } from '@telemachy/contracts/goals';
import { isOver } from './day.ts';
import type {
  AddStep,
  AdjustGoal,
  CheckIn,
  CloseGoal,
  CompleteStep,
  DropGoal,
  GoalCommand,
  RecordProgress,
  SetGoal,
} from './goal-commands.ts';
import { fits, percentOf } from './progress.ts';

export type GoalRefusal =
  | 'goal-not-set'
  | 'goal-already-set'
  | 'goal-already-reached'
  | 'goal-already-missed'
  | 'goal-already-dropped'
  | 'mentorship-not-active'
  | 'due-date-in-the-past'
  | 'value-outside-measure'
  | 'too-many-steps'
  | 'step-not-planned';

type Closed = 'reached' | 'missed' | 'dropped';
type Terms = { readonly text: string; readonly measure: Measure; readonly dueOn: string };
/** `text` and `measure` are there for whoever may read the words of the two. */
export type SetGoalState = {
  readonly text: string | undefined;
  readonly measure: Measure | undefined;
  readonly dueOn: string;
  readonly status: 'open' | Closed;
  readonly ids: { readonly goalId: GoalId; readonly mentorshipId: MentorshipId; readonly menteeId: PersonId };
  readonly mentorId: PersonId;
  /** Step → done. */
  readonly steps: Readonly<Record<string, boolean>>;
  readonly value: number | undefined;
  readonly checkedInAt: string | undefined;
};
export type Goal = { readonly status: 'unset' } | SetGoalState;
type OpenGoal = SetGoalState & { readonly status: 'open' };
/** Loaded for somebody who may read its words. */
type SpokenGoal = OpenGoal & Terms;

/** More are a plan of their own, not steps of one goal. */
const mostSteps = 50;

const sameTerms = (a: Pick<SetGoalState, keyof Terms>, b: Terms): boolean =>
  a.text === b.text && a.dueOn === b.dueOn && JSON.stringify(a.measure) === JSON.stringify(b.measure);

const setGoal = (command: SetGoal, state: Goal): Decision<GoalFact, GoalRefusal> => {
  const { goalId, text, measure, dueOn, setBy, at } = command;
  if (state.status !== 'unset') return sameTerms(state, command) ? accept() : refuse('goal-already-set');
  const { active, mentorshipId, mentorId, menteeId } = command.mentorship;
  if (!active) return refuse('mentorship-not-active');
  if (isOver(dueOn, at)) return refuse('due-date-in-the-past');
  const ids = { goalId, mentorshipId, menteeId, mentorId };
  return accept({
    type: 'goals.goal-set.v1',
    data: { ...ids, text, measure, measureKind: measure.kind, dueOn, setBy, setAt: at },
  });
};

const addStep = ({ stepId, text, dueOn, at }: AddStep, { ids, steps }: OpenGoal): Decision<GoalFact, GoalRefusal> => {
  if (stepId in steps) return accept();
  if (Object.keys(steps).length >= mostSteps) return refuse('too-many-steps');
  if (dueOn !== undefined && isOver(dueOn, at)) return refuse('due-date-in-the-past');
  const data = { ...ids, stepId, text, ...(dueOn === undefined ? {} : { dueOn }), addedAt: at };
  return accept({ type: 'goals.goal-step-added.v1', data });
};

const completeStep = ({ stepId, at }: CompleteStep, { ids, steps }: OpenGoal): Decision<GoalFact, GoalRefusal> => {
  const done = steps[stepId];
  if (done === undefined) return refuse('step-not-planned');
  return done ? accept() : accept({ type: 'goals.goal-step-done.v1', data: { ...ids, stepId, doneAt: at } });
};

const recordProgress = ({ value, at }: RecordProgress, state: SpokenGoal): Decision<GoalFact, GoalRefusal> => {
  if (value === state.value) return accept();
  if (!fits(value, state.measure)) return refuse('value-outside-measure');
  const percent = percentOf(value, state.measure);
  return accept({ type: 'goals.goal-progressed.v1', data: { ...state.ids, value, percent, progressedAt: at } });
};

const adjustGoal = (command: AdjustGoal, state: SpokenGoal): Decision<GoalFact, GoalRefusal> => {
  const { text, measure, dueOn, reasonCode, reason, at } = command;
  if (sameTerms(state, command)) return accept();
  if (dueOn !== state.dueOn && isOver(dueOn, at)) return refuse('due-date-in-the-past');
  const percent = percentOf(state.value, measure);
  const terms = { text, measure, measureKind: measure.kind, percent, dueOn };
  return accept({
    type: 'goals.goal-adjusted.v1',
    data: { ...state.ids, ...terms, reasonCode, reason, adjustedAt: at },
  });
};

const checkIn = (command: CheckIn, { ids, checkedInAt }: OpenGoal): Decision<GoalFact, GoalRefusal> => {
  const { confidence, moved, inTheWay, at } = command;
  if (at === checkedInAt) return accept();
  return accept({ type: 'goals.goal-checked-in.v1', data: { ...ids, confidence, moved, inTheWay, checkedInAt: at } });
};

const lookBack = ({ reflection, shared, by }: CloseGoal) =>
  shared
    ? { reflection, closedBy: by }
    : { reflection: '', closedBy: by, ...(reflection === '' ? {} : { keptReflection: reflection }) };

/** Whether a command is decided on the words of the goal; a goal that is made anew compares its words with those of the one that is there. */
export const isDecidedOnWords = ({ type }: Pick<GoalCommand, 'type'>): boolean =>
  type === 'set-goal' || type === 'record-progress' || type === 'adjust-goal';

/** @throws Error where whoever loaded the goal did not open the words that this command needs */
const spoken = (state: OpenGoal): SpokenGoal => {
  const { text, measure } = state;
  if (text === undefined || measure === undefined)
    throw new Error(`the words of the goal ${state.ids.goalId} were not opened for this command`);
  return { ...state, text, measure };
};

const decideOpen = (
  command: Exclude<GoalCommand, SetGoal | DropGoal>,
  state: OpenGoal,
): Decision<GoalFact, GoalRefusal> => {
  switch (command.type) {
    case 'add-step':
      return addStep(command, state);
    case 'complete-step':
      return completeStep(command, state);
    case 'record-progress':
      return recordProgress(command, spoken(state));
    case 'adjust-goal':
      return adjustGoal(command, spoken(state));
    case 'check-in':
      return checkIn(command, state);
    case 'reach-goal': {
      const data = { ...state.ids, ...lookBack(command), reachedAt: command.at };
      return accept({ type: 'goals.goal-reached.v1', data });
    }
    case 'miss-goal': {
      const data = { ...state.ids, ...lookBack(command), missedAt: command.at };
      return accept({ type: 'goals.goal-missed.v1', data });
    }
  }
};

const dropGoal = ({ reasonCode, at }: DropGoal, { ids }: SetGoalState): Decision<GoalFact, GoalRefusal> =>
  accept({ type: 'goals.goal-dropped.v1', data: { ...ids, reasonCode, droppedAt: at } });

const closedBy: Readonly<Record<Closed, GoalCommand['type']>> = {
  reached: 'reach-goal',
  missed: 'miss-goal',
  dropped: 'drop-goal',
};

const decideClosed = (command: Exclude<GoalCommand, SetGoal>, status: Closed): Decision<GoalFact, GoalRefusal> =>
  command.type === closedBy[status] ? accept() : refuse(`goal-already-${status}`);

const begin = ({ data }: Extract<ReadableGoalFact, { type: 'goals.goal-set.v1' }>): Goal => {
  const { goalId, mentorshipId, menteeId, mentorId, text, measure, dueOn } = data;
  const ids = { goalId, mentorshipId, menteeId };
  return { status: 'open', ids, mentorId, text, measure, dueOn, steps: {}, value: undefined, checkedInAt: undefined };
};

const change = (state: SetGoalState, event: Exclude<ReadableGoalFact, { type: 'goals.goal-set.v1' }>): Goal => {
  switch (event.type) {
    case 'goals.goal-step-added.v1':
      return { ...state, steps: { ...state.steps, [event.data.stepId]: false } };
    case 'goals.goal-step-done.v1':
      return { ...state, steps: { ...state.steps, [event.data.stepId]: true } };
    case 'goals.goal-progressed.v1':
      return { ...state, value: event.data.value };
    case 'goals.goal-adjusted.v1': {
      const { text, measure, dueOn } = event.data;
      return { ...state, text, measure, dueOn };
    }
    case 'goals.goal-checked-in.v1':
      return { ...state, checkedInAt: event.data.checkedInAt };
    case 'goals.goal-reached.v1':
      return { ...state, status: 'reached' };
    case 'goals.goal-missed.v1':
      return { ...state, status: 'missed' };
    case 'goals.goal-dropped.v1':
      return { ...state, status: 'dropped' };
  }
};

/** What a mentee aims at within a mentorship: set, worked on in steps, adjusted with a reason, in the end reached or missed, or dropped with its mentorship. */
export const goal: Decider<Goal, GoalCommand, GoalFact, GoalRefusal> = {
  initial: { status: 'unset' },

  decide: (command, state) => {
    if (command.type === 'set-goal') return setGoal(command, state);
    if (state.status === 'unset') return refuse('goal-not-set');
    const { status } = state;
    if (status !== 'open') return decideClosed(command, status);
    return command.type === 'drop-goal' ? dropGoal(command, state) : decideOpen(command, { ...state, status });
  },

  evolve: (state, event: ReadableGoalFact) => {
    if (event.type === 'goals.goal-set.v1') return begin(event);
    return state.status === 'unset' ? state : change(state, event);
  },
};
