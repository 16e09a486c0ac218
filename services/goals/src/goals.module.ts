import type { GoalFact } from '@telemachy/contracts/goals';
import {
  defineService,
  dispatchTo,
  EVENT_STORE,
  mentorshipIndexes,
  mentorships,
  peopleIndexes,
  peopleKnownBy,
  processEntry,
  READ_MODELS,
  sidesOf,
  Streams,
  WORDS,
  type ReadModels,
  type Words,
} from '@telemachy/service-shell';
import type { EventStore } from '@telemachy/event-store';
import { audited } from './audited.ts';
import { GoalsConfig } from './config.ts';
import type { DropGoal } from './domain/goal-commands.ts';
import { goal, isDecidedOnWords, type Goal, type GoalRefusal } from './domain/goal.ts';
import { AddStepController } from './features/add-step/add-step.controller.ts';
import { AdjustGoalController } from './features/adjust-goal/adjust-goal.controller.ts';
import { CheckInController } from './features/check-in/check-in.controller.ts';
import { CompleteStepController } from './features/complete-step/complete-step.controller.ts';
import { MissGoalController } from './features/miss-goal/miss-goal.controller.ts';
import { ReachGoalController } from './features/reach-goal/reach-goal.controller.ts';
import { RecordProgressController } from './features/record-progress/record-progress.controller.ts';
import { refusals } from './features/refusals.ts';
import { SetGoalController } from './features/set-goal/set-goal.controller.ts';
import { policy } from './policy.ts';
import { closeGoals } from './processes/close-goals/close-goals.process.ts';
import { GoalBoardController } from './read-models/goal-board/goal-board.controller.ts';
import { goalBoard } from './read-models/goal-board/goal-board.projection.ts';
import { GOAL_BOARD, GOALS, MENTORSHIPS } from './tokens.ts';

const goalStreams = (store: EventStore) => ({ store, kind: 'goal', decider: goal });

/** All wiring of the goals service; no other file makes anything. */
export const goalsService = defineService({
  name: 'goals',
  config: GoalsConfig,
  policy,
  audited,
  controllers: [
    SetGoalController,
    AddStepController,
    CompleteStepController,
    RecordProgressController,
    AdjustGoalController,
    CheckInController,
    ReachGoalController,
    MissGoalController,
    GoalBoardController,
  ],
  providers: [
    {
      provide: GOALS,
      inject: [EVENT_STORE, WORDS],
      useFactory: (store: EventStore, words: Words) =>
        new Streams({
          ...goalStreams(store),
          opens: {
            words,
            isNeededBy: isDecidedOnWords,
            mentorshipOf: (state) => (state.status === 'unset' ? undefined : state.ids.mentorshipId),
          },
          path: '/v1/goals',
          refusals,
          relations: (state, person) =>
            state.status === 'unset' ? [] : sidesOf({ mentorId: state.mentorId, menteeId: state.ids.menteeId }, person),
        }),
    },
    { provide: MENTORSHIPS, inject: [READ_MODELS], useFactory: (models: ReadModels) => models.of(mentorships) },
    { provide: GOAL_BOARD, inject: [READ_MODELS], useFactory: (models: ReadModels) => models.of(goalBoard) },
  ],
  projections: [
    { projection: peopleKnownBy(() => ({})), indexes: peopleIndexes },
    { projection: mentorships, indexes: mentorshipIndexes },
    { projection: goalBoard, indexes: [{ mentorshipId: 1 }] },
  ],
  processes: ({ store }) => [
    processEntry({
      process: closeGoals,
      dispatch: dispatchTo<Goal, DropGoal, GoalFact, GoalRefusal>({
        ...goalStreams(store),
        idOf: ({ goalId }) => goalId,
      }),
    }),
  ],
});
