import { describe, it } from '@jest/globals';
import { CohortId, GoalId, MentorshipId, PersonId } from '@telemachy/contracts';
import { processSpecFor, recorded } from '@telemachy/testing';
import { closeGoals } from './close-goals.process.ts';

type Heard = Parameters<typeof closeGoals.react>[0]['event'];
const { given } = processSpecFor(closeGoals);
const uuid = (last: number): string => `00000000-0000-4000-8000-00000000000${last}`;
const mentorshipId = MentorshipId.parse(uuid(2));
const mentorId = PersonId.parse(uuid(3));
const menteeId = PersonId.parse(uuid(4));
const [first, second] = [GoalId.parse(uuid(5)), GoalId.parse(uuid(6))];
const at = '2026-12-05T08:00:01.000Z';

const set = (goalId: GoalId): Heard => ({
  type: 'goals.goal-set.v1',
  data: {
    goalId,
    mentorshipId,
    mentorId,
    menteeId,
    text: 'Give three talks',
    measure: { kind: 'yes-no', evidence: 'they were given' },
    measureKind: 'yes-no',
    dueOn: '2027-03-31',
    setBy: menteeId,
    setAt: at,
  },
});
const reached = (goalId: GoalId): Heard => ({
  type: 'goals.goal-reached.v1',
  data: { goalId, mentorshipId, menteeId, reflection: '', reachedAt: at },
});
const missed = (goalId: GoalId): Heard => ({
  type: 'goals.goal-missed.v1',
  data: { goalId, mentorshipId, menteeId, reflection: '', missedAt: at },
});
const ended: Heard = {
  type: 'matching.mentorship-ended.v1',
  data: {
    mentorshipId,
    mentorId,
    menteeId,
    cohortId: CohortId.parse(uuid(7)),
    by: 'mentor',
    authorId: mentorId,
    reasonCode: 'completed',
    endedAt: '2026-12-05T08:00:00.000Z',
  },
};
const drop = (goalId: GoalId) => ({
  kind: 'command' as const,
  command: { type: 'drop-goal', goalId, reasonCode: 'mentorship-ended', at } as const,
});

describe('the end of a mentorship', () => {
  it('drops every goal that was still open', () =>
    given(set(first), set(second))
      .when(recorded(ended, { recordedAt: at }))
      .then(drop(first), drop(second)));
  it('leaves alone what was reached or missed before', () => {
    for (const closed of [reached(first), missed(first)])
      given(set(first), set(second), closed)
        .when(recorded(ended, { recordedAt: at }))
        .then(drop(second));
  });
  it('drops a goal that was set while the news was on its way', () =>
    given(ended)
      .when(recorded(set(first), { recordedAt: at }))
      .then(drop(first)));
  it('says nothing twice', () =>
    given(set(first), ended)
      .when(recorded(ended, { recordedAt: at }))
      .thenNothing());
});

describe('a mentorship that goes on', () => {
  it('keeps its goals', () => given().when(set(first)).thenNothing());
});
