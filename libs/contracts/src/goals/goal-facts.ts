import { z } from 'zod';
import { fact, Instant, LocalDate } from '../fact.ts';
import { GoalId, MentorshipId, PersonId, StepId } from '../ids.ts';
import { internal, open, privateToMentorship, privateToPerson } from '../privacy.ts';
import type { Readable, Stored } from '../sealed.ts';

/** How progress is seen: a number on its way from `from` to `to`, or done / not done. */
export const Measure = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('number'), unit: z.string().min(1).max(60), from: z.number(), to: z.number() }),
  z.object({ kind: z.literal('yes-no'), evidence: z.string().min(1).max(300) }),
]);
export type Measure = z.infer<typeof Measure>;
const MeasureKind = z.enum(['number', 'yes-no']);
/** How much of the way is done; what a coordinator sees of progress, who may not read the measure. */
const Percent = z.int().min(0).max(100);

const goal = { goalId: open(GoalId), mentorshipId: open(MentorshipId), menteeId: open(PersonId) };
const words = (max: number) => privateToMentorship('mentorshipId', z.string().max(max));

export const GoalSet = fact('goals.goal-set.v1', {
  ...goal,
  mentorId: open(PersonId),
  text: words(2000),
  measure: privateToMentorship('mentorshipId', Measure),
  measureKind: internal(MeasureKind),
  dueOn: internal(LocalDate),
  setBy: internal(PersonId),
  setAt: internal(Instant),
});
export const GoalStepAdded = fact('goals.goal-step-added.v1', {
  ...goal,
  stepId: open(StepId),
  text: words(500),
  dueOn: internal(LocalDate.optional()),
  addedAt: internal(Instant),
});
export const GoalStepDone = fact('goals.goal-step-done.v1', {
  ...goal,
  stepId: open(StepId),
  doneAt: internal(Instant),
});
/** `value` in the measure's unit; for yes-no 0 or 1. */
export const GoalProgressed = fact('goals.goal-progressed.v1', {
  ...goal,
  value: privateToMentorship('mentorshipId', z.number()),
  percent: internal(Percent),
  progressedAt: internal(Instant),
});
/** The old target stays in the earlier fact and is shown beside the new one. */
export const GoalAdjusted = fact('goals.goal-adjusted.v1', {
  ...goal,
  text: words(2000),
  measure: privateToMentorship('mentorshipId', Measure),
  measureKind: internal(MeasureKind),
  percent: internal(Percent),
  dueOn: internal(LocalDate),
  reasonCode: internal(z.enum(['too-big', 'too-small', 'priorities-changed', 'blocked', 'other'])),
  reason: words(2000),
  adjustedAt: internal(Instant),
});
/** The three questions of a check-in: what moved, what is in the way, how sure are you (0–10). */
export const GoalCheckedIn = fact('goals.goal-checked-in.v1', {
  ...goal,
  confidence: privateToMentorship('mentorshipId', z.int().min(0).max(10)),
  moved: words(2000),
  inTheWay: words(2000),
  checkedInAt: internal(Instant),
});
/** A look back belongs to who closes the goal: `reflection` is what they share with their partner, empty where they keep it. */
const lookBack = {
  reflection: words(2000),
  closedBy: internal(PersonId.optional()),
  keptReflection: privateToPerson('closedBy', z.string().max(2000).optional()),
};
export const GoalReached = fact('goals.goal-reached.v1', {
  ...goal,
  ...lookBack,
  reachedAt: internal(Instant),
});
export const GoalMissed = fact('goals.goal-missed.v1', {
  ...goal,
  ...lookBack,
  missedAt: internal(Instant),
});
/** Closed as it stands, by nobody's judgement: what it was set within is over. */
export const GoalDropped = fact('goals.goal-dropped.v1', {
  ...goal,
  reasonCode: internal(z.enum(['mentorship-ended'])),
  droppedAt: internal(Instant),
});

export const GoalFact = z.discriminatedUnion('type', [
  GoalSet,
  GoalStepAdded,
  GoalStepDone,
  GoalProgressed,
  GoalAdjusted,
  GoalCheckedIn,
  GoalReached,
  GoalMissed,
  GoalDropped,
]);
export type GoalFact = z.infer<typeof GoalFact>;
/** As it is stored and sent. */
export type StoredGoalFact = Stored<(typeof GoalFact)['options'][number]>;
/** As somebody folds it to whom its words may be open. */
export type ReadableGoalFact = Readable<(typeof GoalFact)['options'][number]>;
