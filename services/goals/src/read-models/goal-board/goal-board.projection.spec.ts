import { describe, expect, it } from '@jest/globals';
import { GoalId, MentorshipId, PersonId, StepId } from '@telemachy/contracts';
import type { GoalFact, Measure } from '@telemachy/contracts/goals';
import { projectionSpecFor } from '@telemachy/testing';
import { goalBoard } from './goal-board.projection.ts';
import { viewOf } from './goal-view.ts';

const { given } = projectionSpecFor(goalBoard);
const uuid = (last: number): string => `00000000-0000-4000-8000-00000000000${last}`;
const ids = {
  goalId: GoalId.parse(uuid(1)),
  mentorshipId: MentorshipId.parse(uuid(2)),
  menteeId: PersonId.parse(uuid(4)),
};
const mentorId = PersonId.parse(uuid(3));
const stepId = StepId.parse(uuid(5));
const at = '2026-11-23T09:00:00.000Z';
const talks: Measure = { kind: 'number', unit: 'talks', from: 0, to: 3 };
const terms = { text: 'Give three talks', measure: talks, dueOn: '2027-03-31' };
const smaller = { text: 'Give two talks', measure: { ...talks, to: 2 }, dueOn: '2027-04-30' };

const set: GoalFact = {
  type: 'goals.goal-set.v1',
  data: { ...ids, mentorId, ...terms, measureKind: 'number', setBy: ids.menteeId, setAt: at },
};
const stepAdded: GoalFact = {
  type: 'goals.goal-step-added.v1',
  data: { ...ids, stepId, text: 'Pick a topic', addedAt: at },
};
const stepDone: GoalFact = { type: 'goals.goal-step-done.v1', data: { ...ids, stepId, doneAt: at } };
const progressed: GoalFact = {
  type: 'goals.goal-progressed.v1',
  data: { ...ids, value: 1, percent: 33, progressedAt: at },
};
const adjusted: GoalFact = {
  type: 'goals.goal-adjusted.v1',
  data: {
    ...ids,
    ...smaller,
    measureKind: 'number',
    percent: 50,
    reasonCode: 'too-big',
    reason: 'Time',
    adjustedAt: at,
  },
};
const reached: GoalFact = { type: 'goals.goal-reached.v1', data: { ...ids, reflection: 'Ask early', reachedAt: at } };
const kept: GoalFact = {
  type: 'goals.goal-missed.v1',
  data: { ...ids, reflection: '', closedBy: ids.menteeId, keptReflection: 'Ask early', missedAt: at },
};
const dropped: GoalFact = {
  type: 'goals.goal-dropped.v1',
  data: { ...ids, reasonCode: 'mentorship-ended', droppedAt: at },
};

describe('a goal on the board', () => {
  it('starts open, with nothing done', () =>
    given(set).thenMatches({ status: 'open', percent: 0, version: 1, ...terms, steps: [], mentorId }));
  it('shows its steps, and when each was done', () =>
    given(set, stepAdded, stepDone).thenMatches({ version: 3, steps: [{ stepId, text: 'Pick a topic', doneAt: at }] }));
  it('keeps what an adjustment replaced', () =>
    given(set, progressed, adjusted).thenMatches({
      ...smaller,
      percent: 50,
      adjustments: [{ before: terms, reasonCode: 'too-big', reason: 'Time', adjustedAt: at }],
    }));
  it('ends with its reflection, and whether it is shared', () => {
    given(set, reached).thenMatches({
      status: 'reached',
      closedAt: at,
      reflection: { text: 'Ask early', shared: true },
    });
    given(set, kept).thenMatches({ reflection: { text: 'Ask early', by: ids.menteeId, shared: false } });
  });
  it('ends without one where nothing was said', () => {
    const [silent] = given(set, { ...reached, data: { ...reached.data, reflection: '' } })
      .documents()
      .values();
    expect(silent).not.toHaveProperty('reflection');
  });
  it('stays as it stood when its mentorship ends, and says why', () =>
    given(set, progressed, dropped).thenMatches({
      ...terms,
      status: 'dropped',
      percent: 33,
      dropReason: 'mentorship-ended',
      closedAt: at,
    }));
  it('is not there before it was set', () => given(progressed).thenNone());
});

describe('who looks at a goal', () => {
  const [goal] = [...given(set, progressed).documents().values()];
  it('sees all of it as one of the two', () =>
    expect(goal && viewOf(goal, ['mentor'], mentorId)).toMatchObject({
      text: terms.text,
      advice: [{ letter: 'S' }, {}, {}, {}, {}],
    }));
  it('reads a reflection as its author, or where its author shares it', () => {
    const read = (closed: GoalFact, reader: PersonId, by: string) =>
      [...given(set, closed).documents().values()].map((one) => {
        const view = viewOf(one, [by], reader);
        return 'reflection' in view ? view.reflection?.text : undefined;
      });
    expect(read(kept, ids.menteeId, 'mentee')).toEqual(['Ask early']);
    expect(read(kept, mentorId, 'mentor')).toEqual([undefined]);
    expect(read(kept, ids.menteeId, 'coordinator')).toEqual([undefined]);
    expect(read(reached, mentorId, 'mentor')).toEqual(['Ask early']);
  });
  it('sees kind, status and progress as a coordinator', () =>
    expect(goal && viewOf(goal, ['coordinator'], undefined)).toEqual({
      goalId: ids.goalId,
      mentorshipId: ids.mentorshipId,
      version: 2,
      status: 'open',
      measureKind: 'number',
      percent: 33,
    }));
});
