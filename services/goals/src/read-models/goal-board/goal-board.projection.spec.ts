import { describe, expect, it } from '@jest/globals';
import { GoalId, MentorshipId, PersonId, StepId } from '@telemachy/contracts';
import type { GoalFact, Measure, StoredGoalFact } from '@telemachy/contracts/goals';
import type { Access } from '@telemachy/service-shell';
import { wordsInMemory } from '@telemachy/service-shell/testing';
import { projectionSpecFor } from '@telemachy/testing';
import { goalBoard, type GoalOnBoard } from './goal-board.projection.ts';
import { goalOutline, goalsForParty } from './goal-view.ts';

const { given } = projectionSpecFor(goalBoard);
const { vault, stored, words, openings } = await wordsInMemory();
const kept = (fact: GoalFact) => stored(fact) as Promise<StoredGoalFact>;
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

const set = await kept({
  type: 'goals.goal-set.v1',
  data: { ...ids, mentorId, ...terms, measureKind: 'number', setBy: ids.menteeId, setAt: at },
});
const stepAdded = await kept({
  type: 'goals.goal-step-added.v1',
  data: { ...ids, stepId, text: 'Pick a topic', addedAt: at },
});
const stepDone = await kept({ type: 'goals.goal-step-done.v1', data: { ...ids, stepId, doneAt: at } });
const progressed = await kept({
  type: 'goals.goal-progressed.v1',
  data: { ...ids, value: 1, percent: 33, progressedAt: at },
});
const adjusted = await kept({
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
});
const reached = await kept({ type: 'goals.goal-reached.v1', data: { ...ids, reflection: 'Ask early', reachedAt: at } });
const keptBack = await kept({
  type: 'goals.goal-missed.v1',
  data: { ...ids, reflection: '', closedBy: ids.menteeId, keptReflection: 'Ask early', missedAt: at },
});
const dropped = await kept({
  type: 'goals.goal-dropped.v1',
  data: { ...ids, reasonCode: 'mentorship-ended', droppedAt: at },
});

const readBy = async (person: PersonId, ...facts: readonly StoredGoalFact[]) => {
  const documents = [
    ...given(...facts)
      .documents()
      .values(),
  ];
  const access = { caller: { tenant: 'acme', actor: 'a-1' }, person, operation: 'read-goal' } as unknown as Access;
  const [view] = await goalsForParty(words, access, documents);
  if (view === undefined) throw new Error('there is no goal');
  return view;
};

describe('a goal on the board', () => {
  it('starts open, with nothing done, and no word that can be read', () => {
    given(set).thenMatches({ status: 'open', percent: 0, version: 1, dueOn: terms.dueOn, steps: [], mentorId });
    const all = given(set, stepAdded, progressed, adjusted, reached);
    expect(JSON.stringify([...all.documents().values()])).not.toMatch(/Give|Pick|Time|Ask early|talks/);
  });
  it('shows when each of its steps was done', () =>
    given(set, stepAdded, stepDone).thenMatches({ version: 3, steps: [{ stepId, doneAt: at }] as never }));
  it('stays as it stood when its mentorship ends, and says why', () =>
    given(set, progressed, dropped).thenMatches({
      dueOn: terms.dueOn,
      status: 'dropped',
      percent: 33,
      dropReason: 'mentorship-ended',
      closedAt: at,
    }));
  it('is not there before it was set', () => given(progressed).thenNone());
});

describe('one of the two who looks at a goal', () => {
  it('sees all of it, with what an adjustment replaced and why', async () => {
    const before = openings.length;
    expect(await readBy(mentorId, set, stepAdded, stepDone, progressed, adjusted)).toMatchObject({
      ...smaller,
      percent: 50,
      steps: [{ stepId, text: 'Pick a topic', doneAt: at }],
      progress: [{ value: 1, progressedAt: at }],
      adjustments: [{ before: terms, reasonCode: 'too-big', reason: 'Time', adjustedAt: at }],
      advice: [{ letter: 'S' }, {}, {}, {}, {}],
    });
    expect(openings.slice(before)).toMatchObject([{ gate: { actor: 'a-1' }, boxes: 5 }]);
  });
  it('reads a reflection as its author, or where its author shares it', async () => {
    expect(await readBy(ids.menteeId, set, keptBack)).toMatchObject({
      reflection: { text: 'Ask early', by: ids.menteeId, shared: false },
    });
    expect(await readBy(mentorId, set, keptBack)).not.toHaveProperty('reflection');
    for (const person of [mentorId, ids.menteeId])
      expect(await readBy(person, set, reached)).toMatchObject({ reflection: { text: 'Ask early', shared: true } });
  });
  it('finds no reflection where nothing was said', async () => {
    const silent = await kept({
      type: 'goals.goal-reached.v1',
      data: { ...ids, reflection: '', closedBy: mentorId, reachedAt: at },
    });
    expect(await readBy(mentorId, set, silent)).not.toHaveProperty('reflection');
  });
  it('is told where words are gone', async () => {
    await vault.destroy('acme', { kind: 'mentorship', id: ids.mentorshipId }, new Date());
    const view = await readBy(mentorId, set, stepAdded, progressed, keptBack);
    expect(view).toMatchObject({
      text: '',
      words: 'forgotten',
      percent: 33,
      steps: [{ text: '', words: 'forgotten' }],
      advice: [],
    });
    expect(await readBy(ids.menteeId, set, keptBack)).toMatchObject({ reflection: { text: 'Ask early' } });
  });
});

describe('who coordinates', () => {
  it('sees kind, status and progress of a goal', () => {
    const [goal] = [...given(set, progressed).documents().values()] as [GoalOnBoard];
    expect(goalOutline(goal)).toEqual({
      goalId: ids.goalId,
      mentorshipId: ids.mentorshipId,
      version: 2,
      status: 'open',
      measureKind: 'number',
      percent: 33,
    });
  });
});
