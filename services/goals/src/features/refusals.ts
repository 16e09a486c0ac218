import type { RefusalTable } from '@telemachy/service-shell';
import type { GoalRefusal } from '../domain/goal.ts';

/** A new refusal does not compile until someone chooses its answer here. */
export const refusals: RefusalTable<GoalRefusal> = {
  'goal-not-set': { status: 404, detail: 'There is nothing here that you may see.' },
  'goal-already-set': { status: 409, detail: 'This goal was set before, with other words.' },
  'goal-already-reached': { status: 409, detail: 'This goal was reached; it stays as it is.' },
  'goal-already-missed': { status: 409, detail: 'This goal was closed as missed; it stays as it is.' },
  'goal-already-dropped': {
    status: 409,
    detail: 'The mentorship of this goal has ended, and its open goals with it; the goal stays as it is.',
  },
  'mentorship-not-active': { status: 409, detail: 'Goals are set while a mentorship is active.' },
  'due-date-in-the-past': { status: 422, detail: 'The due date is over everywhere on earth.', field: 'dueOn' },
  'value-outside-measure': { status: 422, detail: 'A yes-no goal stands at 0 or 1.', field: 'value' },
  'too-many-steps': { status: 409, detail: 'A goal has at most 50 steps. Another goal may be what is needed.' },
  'step-not-planned': { status: 422, detail: 'The goal has no such step.', field: 'stepId' },
};
