import type { Mentorship, ReadModel, Streams } from '@telemachy/service-shell';
import type { Side } from '@telemachy/contracts';
import type { GoalFact } from '@telemachy/contracts/goals';
import type { GoalCommand } from './domain/goal-commands.ts';
import type { Goal, GoalRefusal } from './domain/goal.ts';
import type { GoalOnBoard } from './read-models/goal-board/goal-board.projection.ts';

export const GOALS = Symbol('goals');
export type Goals = Pick<Streams<Goal, GoalCommand, GoalFact, GoalRefusal, Side>, 'perform'>;

export const MENTORSHIPS = Symbol('mentorships');
export type Mentorships = Pick<ReadModel<Mentorship>, 'find'>;

export const GOAL_BOARD = Symbol('goal board');
export type GoalBoard = Pick<ReadModel<GoalOnBoard>, 'find' | 'page'>;
