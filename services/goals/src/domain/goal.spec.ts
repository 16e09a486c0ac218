import { describe, it } from '@jest/globals';
import { GoalId, MentorshipId, PersonId, StepId } from '@telemachy/contracts';
import type { GoalFact, Measure } from '@telemachy/contracts/goals';
import { specFor } from '@telemachy/testing';
import type { CheckIn, GoalCommand, SetGoal } from './goal-commands.ts';
import { goal } from './goal.ts';

const { given } = specFor(goal);
const uuid = (last: number): string => `00000000-0000-4000-8000-00000000000${last}`;
const goalId = GoalId.parse(uuid(1));
const mentorshipId = MentorshipId.parse(uuid(2));
const mentorId = PersonId.parse(uuid(3));
const menteeId = PersonId.parse(uuid(4));
const stepId = StepId.parse(uuid(5));
const ids = { goalId, mentorshipId, menteeId };
const monday = '2026-11-23T09:00:00.000Z';
const friday = '2026-11-27T09:00:00.000Z';
const talks: Measure = { kind: 'number', unit: 'talks', from: 0, to: 3 };
const published: Measure = { kind: 'yes-no', evidence: 'the article is online' };
const terms = { text: 'Give three talks', measure: talks, dueOn: '2027-03-31' };

const setGoal = (over: Partial<SetGoal> = {}): GoalCommand => ({
  type: 'set-goal',
  goalId,
  mentorship: { mentorshipId, mentorId, menteeId, active: true },
  ...terms,
  setBy: menteeId,
  at: monday,
  ...over,
});
const set = (measure: Measure = talks): GoalFact => ({
  type: 'goals.goal-set.v1',
  data: { ...ids, mentorId, ...terms, measure, measureKind: measure.kind, setBy: menteeId, setAt: monday },
});
const addStep = (over: { dueOn?: string } = {}): GoalCommand => ({
  type: 'add-step',
  goalId,
  stepId,
  text: 'Pick a topic',
  at: friday,
  ...over,
});
const stepAdded: GoalFact = {
  type: 'goals.goal-step-added.v1',
  data: { ...ids, stepId, text: 'Pick a topic', addedAt: friday },
};
const completeStep: GoalCommand = { type: 'complete-step', goalId, stepId, at: friday };
const stepDone: GoalFact = { type: 'goals.goal-step-done.v1', data: { ...ids, stepId, doneAt: friday } };
const record = (value: number): GoalCommand => ({ type: 'record-progress', goalId, value, at: friday });
const progressed = (value: number, percent: number): GoalFact => ({
  type: 'goals.goal-progressed.v1',
  data: { ...ids, value, percent, progressedAt: friday },
});
const smaller = { text: 'Give two talks', measure: { ...talks, to: 2 }, dueOn: '2027-04-30' };
const why = { reasonCode: 'too-big', reason: 'January is gone.' } as const;
const adjust = (to: typeof terms = smaller): GoalCommand => ({
  type: 'adjust-goal',
  goalId,
  ...to,
  ...why,
  at: friday,
});
const adjusted = (percent: number): GoalFact => ({
  type: 'goals.goal-adjusted.v1',
  data: { ...ids, ...smaller, measureKind: 'number', percent, ...why, adjustedAt: friday },
});
const checkIn: CheckIn = { type: 'check-in', goalId, confidence: 7, moved: 'A topic', inTheWay: 'Time', at: friday };
const checkedIn: GoalFact = {
  type: 'goals.goal-checked-in.v1',
  data: { ...ids, confidence: 7, moved: 'A topic', inTheWay: 'Time', checkedInAt: friday },
};
const closing = { goalId, by: menteeId, at: friday } as const;
const reach: GoalCommand = { ...closing, type: 'reach-goal', reflection: 'Ask early.', shared: true };
const reached: GoalFact = {
  type: 'goals.goal-reached.v1',
  data: { ...ids, reflection: 'Ask early.', closedBy: menteeId, reachedAt: friday },
};
const miss: GoalCommand = { ...closing, type: 'miss-goal', reflection: 'No time.', shared: false };
const missed: GoalFact = {
  type: 'goals.goal-missed.v1',
  data: { ...ids, reflection: '', closedBy: menteeId, keptReflection: 'No time.', missedAt: friday },
};
const drop: GoalCommand = { type: 'drop-goal', goalId, reasonCode: 'mentorship-ended', at: friday };
const dropped: GoalFact = {
  type: 'goals.goal-dropped.v1',
  data: { ...ids, reasonCode: 'mentorship-ended', droppedAt: friday },
};

describe('setting a goal', () => {
  it('is a fact while the mentorship is active', () => given().when(setGoal()).then(set()));
  it('is refused before or after that', () =>
    given()
      .when(setGoal({ mentorship: { mentorshipId, mentorId, menteeId, active: false } }))
      .thenRefused('mentorship-not-active'));
  it('is refused when its day is over', () =>
    given()
      .when(setGoal({ dueOn: '2026-11-21' }))
      .thenRefused('due-date-in-the-past'));
  it('takes a day that has not ended everywhere yet', () =>
    given()
      .when(setGoal({ dueOn: '2026-11-22', at: '2026-11-23T11:59:59.000Z' }))
      .then({ ...set(), data: { ...set().data, dueOn: '2026-11-22', setAt: '2026-11-23T11:59:59.000Z' } } as GoalFact));
  it('again with the same words changes nothing', () => given(set()).when(setGoal()).thenNothing());
  it('again with other words is refused', () =>
    given(set())
      .when(setGoal({ text: 'Another' }))
      .thenRefused('goal-already-set'));
});

describe('working towards a goal', () => {
  it('adds a step', () => given(set()).when(addStep()).then(stepAdded));
  it('adds the same step once', () => given(set(), stepAdded).when(addStep()).thenNothing());
  it('refuses a step whose day is over', () =>
    given(set())
      .when(addStep({ dueOn: '2026-11-01' }))
      .thenRefused('due-date-in-the-past'));
  it('completes a step', () => given(set(), stepAdded).when(completeStep).then(stepDone));
  it('completes a step once', () => given(set(), stepAdded, stepDone).when(completeStep).thenNothing());
  it('refuses to complete what was never planned', () =>
    given(set()).when(completeStep).thenRefused('step-not-planned'));
  it('records progress as a number and in percent, rounded down', () =>
    given(set()).when(record(2)).then(progressed(2, 66)));
  it('keeps to 0 and 100 percent on the shortest way and on the longest that numbers know', () => {
    const way = (from: number, to: number) => given(set({ kind: 'number', unit: 'points', from, to }));
    way(0, Number.MIN_VALUE).when(record(0)).then(progressed(0, 0));
    way(0, Number.MIN_VALUE).when(record(Number.MIN_VALUE)).then(progressed(Number.MIN_VALUE, 100));
    way(-Number.MAX_VALUE, Number.MAX_VALUE).when(record(Number.MAX_VALUE)).then(progressed(Number.MAX_VALUE, 100));
  });
  it('records a step back', () => given(set(), progressed(2, 66)).when(record(1)).then(progressed(1, 33)));
  it('records nothing when nothing moved', () => given(set(), progressed(2, 66)).when(record(2)).thenNothing());
  it('takes 0 or 1 alone where the measure is yes or no', () => {
    given(set(published)).when(record(1)).then(progressed(1, 100));
    given(set(published)).when(record(0.5)).thenRefused('value-outside-measure');
  });
  it('is refused before the goal is set', () => given().when(record(1)).thenRefused('goal-not-set'));
});

describe('adjusting a goal', () => {
  it('says the new terms, why, and how far that is now', () =>
    given(set(), progressed(1, 33)).when(adjust()).then(adjusted(50)));
  it('to what it says already changes nothing', () => given(set()).when(adjust(terms)).thenNothing());
  it('to a day that is over is refused', () =>
    given(set())
      .when(adjust({ ...smaller, dueOn: '2026-01-01' }))
      .thenRefused('due-date-in-the-past'));
});

describe('checking in', () => {
  it('is a fact each time', () => {
    const nextWeek = '2026-12-04T09:00:00.000Z';
    given(set()).when(checkIn).then(checkedIn);
    given(set(), checkedIn)
      .when({ ...checkIn, at: nextWeek })
      .then({ ...checkedIn, data: { ...checkedIn.data, checkedInAt: nextWeek } } as GoalFact);
  });
});

describe('closing a goal', () => {
  it('as reached is a fact, once', () => {
    given(set()).when(reach).then(reached);
    given(set(), reached).when(reach).thenNothing();
  });
  it('as missed is a fact, once', () => {
    given(set()).when(miss).then(missed);
    given(set(), missed).when(miss).thenNothing();
  });
  it('as dropped, since its mentorship ended, is a fact, once', () => {
    given(set()).when(drop).then(dropped);
    given(set(), dropped).when(drop).thenNothing();
  });
  it('leaves it as it is: a reached goal is not missed, nor a missed one reached', () => {
    given(set(), reached).when(miss).thenRefused('goal-already-reached');
    given(set(), missed).when(reach).thenRefused('goal-already-missed');
    given(set(), reached).when(drop).thenRefused('goal-already-reached');
    for (const command of [reach, miss]) given(set(), dropped).when(command).thenRefused('goal-already-dropped');
  });
  it('ends all work on it', () => {
    for (const command of [addStep(), completeStep, record(1), adjust(), checkIn]) {
      given(set(), stepAdded, reached).when(command).thenRefused('goal-already-reached');
      given(set(), stepAdded, dropped).when(command).thenRefused('goal-already-dropped');
    }
  });
});
