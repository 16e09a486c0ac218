import { describe, it } from '@jest/globals';
import { GoalId, MentorshipId, PersonId, StepId } from '@telemachy/contracts';
import type { GoalFact } from '@telemachy/contracts/goals';
import * as fc from 'fast-check';
import type { GoalCommand } from './goal-commands.ts';
import { goal, type Goal } from './goal.ts';

const uuid = (last: number): string => `00000000-0000-4000-8000-00000000000${last}`;
const goalId = GoalId.parse(uuid(1));
const mentorship = {
  mentorshipId: MentorshipId.parse(uuid(2)),
  mentorId: PersonId.parse(uuid(3)),
  menteeId: PersonId.parse(uuid(4)),
};
const day = fc.integer({ min: 1, max: 28 }).map((one) => String(one).padStart(2, '0'));
const at = day.map((one) => `2026-11-${one}T09:00:00.000Z`);
const dueOn = day.map((one) => `2026-11-${one}`);
const text = fc.constantFrom('Give a talk', 'Write an article');
const measure = fc.oneof(
  fc.record({
    kind: fc.constant('number' as const),
    unit: fc.constant('talks'),
    from: fc.constant(0),
    to: fc.integer({ min: 1, max: 3 }),
  }),
  fc.constant({ kind: 'yes-no' as const, evidence: 'it is online' }),
);
const stepId = fc.constantFrom(5, 6).map((last) => StepId.parse(uuid(last)));
const about = { goalId: fc.constant(goalId), at };
const command: fc.Arbitrary<GoalCommand> = fc.oneof(
  fc.record({
    ...about,
    type: fc.constant('set-goal' as const),
    mentorship: fc.boolean().map((active) => ({ ...mentorship, active })),
    text,
    measure,
    dueOn,
    setBy: fc.constant(mentorship.menteeId),
  }),
  fc.record({ ...about, type: fc.constant('add-step' as const), stepId, text }),
  fc.record({ ...about, type: fc.constant('complete-step' as const), stepId }),
  fc.record({ ...about, type: fc.constant('record-progress' as const), value: fc.integer({ min: -1, max: 4 }) }),
  fc.record({
    ...about,
    type: fc.constant('adjust-goal' as const),
    text,
    measure,
    dueOn,
    reasonCode: fc.constant('other' as const),
    reason: text,
  }),
  fc.record({
    ...about,
    type: fc.constant('check-in' as const),
    confidence: fc.integer({ min: 0, max: 10 }),
    moved: text,
    inTheWay: text,
  }),
  fc.record({
    ...about,
    type: fc.constantFrom('reach-goal' as const, 'miss-goal' as const),
    reflection: text,
    shared: fc.boolean(),
    by: fc.constant(mentorship.menteeId),
  }),
  fc.record({
    ...about,
    type: fc.constant('drop-goal' as const),
    reasonCode: fc.constant('mentorship-ended' as const),
  }),
);
const closing: readonly string[] = ['goals.goal-reached.v1', 'goals.goal-missed.v1', 'goals.goal-dropped.v1'];

const run = (commands: readonly GoalCommand[]): { state: Goal; facts: readonly GoalFact[] } =>
  commands.reduce<{ state: Goal; facts: readonly GoalFact[] }>(
    ({ state, facts }, next) => {
      const decision = goal.decide(next, state);
      const events = decision.accepted ? decision.events : [];
      return { state: events.reduce(goal.evolve, state), facts: [...facts, ...events] };
    },
    { state: goal.initial, facts: [] },
  );
const commands = fc.array(command, { maxLength: 12 });

describe('a goal, whatever is asked of it', () => {
  it('yields nothing new when the same is asked again', () =>
    fc.assert(
      fc.property(commands, command, (before, last) => {
        const again = goal.decide(last, run([...before, last]).state);
        return !again.accepted || again.events.length === 0;
      }),
    ));

  it('is closed at most once, and nothing follows', () =>
    fc.assert(
      fc.property(commands, (asked) => {
        const types = run(asked).facts.map(({ type }) => type);
        const closed = types.findIndex((type) => closing.includes(type));
        return closed === -1 || closed === types.length - 1;
      }),
    ));

  it('says a percentage between 0 and 100', () =>
    fc.assert(
      fc.property(commands, (asked) =>
        run(asked).facts.every(({ data }) => !('percent' in data) || (data.percent >= 0 && data.percent <= 100)),
      ),
    ));
});
