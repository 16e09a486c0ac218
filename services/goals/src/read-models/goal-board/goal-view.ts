import { GoalId, LocalDate, MentorshipId, PersonId, StepId, Instant } from '@telemachy/contracts';
import { Measure } from '@telemachy/contracts/goals';
import { z } from 'zod';
import { Advice, smartAdvice } from '../../domain/smart.ts';
import type { GoalOnBoard } from './goal-board.projection.ts';

const Terms = { text: z.string(), measure: Measure, dueOn: LocalDate };
/** What anybody sees who may see the goal at all. */
const Outline = {
  goalId: GoalId,
  mentorshipId: MentorshipId,
  version: z.int(),
  status: z
    .enum(['open', 'reached', 'missed', 'dropped'])
    .describe('`dropped`: the mentorship ended while the goal was open; it stays as it stood'),
  measureKind: z.enum(['number', 'yes-no']),
  percent: z.int().min(0).max(100),
};
export const GoalOutline = z.object(Outline).meta({ id: 'GoalOutline' });
export const GoalForParties = z
  .object({
    ...Outline,
    ...Terms,
    mentorId: PersonId,
    menteeId: PersonId,
    setBy: PersonId,
    setAt: Instant,
    steps: z.array(
      z.object({ stepId: StepId, text: z.string(), dueOn: LocalDate.optional(), doneAt: Instant.optional() }),
    ),
    progress: z.array(z.object({ value: z.number(), progressedAt: Instant })),
    adjustments: z.array(
      z.object({ before: z.object(Terms), reasonCode: z.string(), reason: z.string(), adjustedAt: Instant }),
    ),
    checkIns: z.array(z.object({ confidence: z.int(), moved: z.string(), inTheWay: z.string(), checkedInAt: Instant })),
    reflection: z
      .object({ text: z.string(), by: PersonId.optional(), shared: z.boolean() })
      .optional()
      .describe('What who closed the goal says of it: for themselves, and for the partner where they share it'),
    closedAt: Instant.optional(),
    dropReason: z.enum(['mentorship-ended']).optional(),
    advice: z.array(Advice),
  })
  .meta({ id: 'Goal' });
export const GoalView = z.union([GoalForParties, GoalOutline]);
export type GoalView = z.infer<typeof GoalView>;

/**
 * The goal as its reader may see it: all of it for the two of the mentorship, the outline for everybody else who may look.
 * A reflection is its author's alone unless they share it.
 */
export const viewOf = (goal: GoalOnBoard, grantedBy: readonly string[], reader: PersonId | undefined): GoalView => {
  const { goalId, mentorshipId, version, status, measureKind, percent } = goal;
  if (!grantedBy.some((by) => by === 'mentor' || by === 'mentee')) {
    return { goalId, mentorshipId, version, status, measureKind, percent };
  }
  const { reflection, ...rest } = goal;
  const mayRead = reflection !== undefined && (reflection.shared || reflection.by === reader);
  return GoalForParties.parse({ ...rest, ...(mayRead && { reflection }), advice: smartAdvice(goal) });
};
