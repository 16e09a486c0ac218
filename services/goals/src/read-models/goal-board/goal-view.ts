import { GoalId, Instant, LocalDate, MentorshipId, NotOpen, PersonId, StepId, type Opened } from '@telemachy/contracts';
import { Measure } from '@telemachy/contracts/goals';
import { sidesOf, type Access, type Words } from '@telemachy/service-shell';
import { z } from 'zod';
import { Advice, smartAdvice } from '../../domain/smart.ts';
import type { GoalOnBoard } from './goal-board.projection.ts';

const words = NotOpen.optional().describe('Why words are not there that somebody said: for ever, or for now');
const Terms = { text: z.string().default(''), measure: Measure.optional(), dueOn: LocalDate, words };
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
      z.object({
        stepId: StepId,
        text: z.string().default(''),
        dueOn: LocalDate.optional(),
        doneAt: Instant.optional(),
        words,
      }),
    ),
    progress: z.array(z.object({ value: z.number().optional(), progressedAt: Instant, words })),
    adjustments: z.array(
      z.object({
        before: z.object(Terms),
        reasonCode: z.string(),
        reason: z.string().default(''),
        adjustedAt: Instant,
        words,
      }),
    ),
    checkIns: z.array(
      z.object({
        confidence: z.int().optional(),
        moved: z.string().default(''),
        inTheWay: z.string().default(''),
        checkedInAt: Instant,
        words,
      }),
    ),
    reflection: z
      .object({ text: z.string(), by: PersonId.optional(), shared: z.boolean(), words })
      .optional()
      .describe('What who closed the goal says of it: for themselves, and for the partner where they share it'),
    closedAt: Instant.optional(),
    dropReason: z.enum(['mentorship-ended']).optional(),
    advice: z.array(Advice),
  })
  .meta({ id: 'Goal' });
export type GoalForParties = z.infer<typeof GoalForParties>;
export type GoalOutline = z.infer<typeof GoalOutline>;
export const GoalView = z.union([GoalForParties, GoalOutline]);
export type GoalView = z.infer<typeof GoalView>;

/** Whoever may look at a goal and is not one of the two: no word of theirs. */
export const goalOutline = ({
  goalId,
  mentorshipId,
  version,
  status,
  measureKind,
  percent,
}: GoalOnBoard): GoalOutline => ({ goalId, mentorshipId, version, status, measureKind, percent });

/** A reflection is its author's alone unless they share it. */
const reflectionFor = (reader: PersonId | undefined, { lookBack }: Opened<GoalOnBoard>) => {
  if (lookBack === undefined || !(lookBack.shared || lookBack.by === reader)) return {};
  const { reflection, keptReflection, by, shared, words: why } = lookBack;
  return { reflection: { text: keptReflection ?? reflection ?? '', by, shared, words: why } };
};

const adviceOn = ({ text, measure, checkIns, ...goal }: Opened<GoalOnBoard>) => {
  const sure = checkIns.flatMap(({ confidence }) => (confidence === undefined ? [] : [{ confidence }]));
  return text === undefined || measure === undefined
    ? []
    : smartAdvice({ ...goal, text, measure: measure as Measure, checkIns: sure });
};

/** Goals as one of the two of their mentorship sees them: all of each, with every word that they may read. */
export const goalsForParty = async (
  openWords: Pick<Words, 'openFor'>,
  access: Pick<Access, 'caller' | 'person' | 'operation'>,
  goals: readonly GoalOnBoard[],
): Promise<readonly GoalForParties[]> => {
  const own = goals.filter((goal) => sidesOf(goal, access.person).length > 0);
  if (own.length < goals.length) throw new Error('a goal of others was asked for');
  const mentorships = [...new Set(own.map(({ mentorshipId }) => mentorshipId))];
  const opened = await openWords.openFor(access, mentorships, own);
  return opened.map((goal) => {
    const { lookBack: _hidden, adjustments, ...rest } = goal;
    const changes = adjustments.map(({ change, ...one }) => ({ ...one, reason: change.reason, words: change.words }));
    return GoalForParties.parse({
      ...rest,
      adjustments: changes,
      ...reflectionFor(access.person, goal),
      advice: adviceOn(goal),
    });
  });
};
