import { describe, expect, it } from '@jest/globals';
import type { Reaction } from '@telemachy/kernel';
import type { GoalFact } from '@telemachy/contracts/goals';
import { processSpecFor, recorded } from '@telemachy/testing';
import type { ConsiderMessage } from '../../domain/message.ts';
import { messageIdOf } from '../../message-id.ts';
import { tellOfGoals } from './tell-of-goals.process.ts';

const { given } = processSpecFor(tellOfGoals(messageIdOf));
type Heard = Parameters<ReturnType<typeof tellOfGoals>['react']>[0]['event'];
const mentorId = '1a2b3c4d-5e6f-5a7b-8c9d-0e1f2a3b4c5d';
const menteeId = '3f8e1c52-0c1d-5a3e-8f21-6a8e2f4b7c90';
const names: Readonly<Record<string, string>> = { [mentorId]: 'mentor', [menteeId]: 'mentee' };
const actors = { mentor: 'pseudonym of the mentor', mentee: 'pseudonym of the mentee' };
const ids = {
  goalId: '2e4d6c8b-0a1f-5c3e-9d7b-5a6f8e0c1b44',
  mentorshipId: '7c1e5b2d-4a6f-5930-b8e1-2d4c6a8f0b33',
  menteeId,
};
const fact = (type: string, by: 'mentor' | 'mentee', data: object = {}) =>
  recorded({ type: `goals.goal-${type}.v1`, data: { ...ids, ...data } } as GoalFact as Heard, { actor: actors[by] });
const set = (by: 'mentor' | 'mentee') =>
  fact('set', by, { mentorId, text: 'private', dueOn: '2027-03-31', setBy: by === 'mentor' ? mentorId : menteeId });

const told = (reactions: readonly Reaction<ConsiderMessage>[]) =>
  reactions.map((reaction) =>
    reaction.kind === 'command'
      ? `${names[reaction.command.recipientId]}: ${reaction.command.template} by ${reaction.command.channel}`
      : reaction.kind,
  );

describe('telling the partner of goals', () => {
  it('tells the mentor what the mentee set, and the mentee what the mentor set', () => {
    expect(told(given().when(set('mentee')).reactions())).toEqual([
      'mentor: goal-set by in-app',
      'mentor: goal-set by email',
    ]);
    expect(told(given().when(set('mentor')).reactions())).toEqual([
      'mentee: goal-set by in-app',
      'mentee: goal-set by email',
    ]);
  });

  it.each(['adjusted', 'reached', 'missed'])('tells whoever did not do it when one is %s', (type) => {
    for (const setter of ['mentor', 'mentee'] as const) {
      expect(told(given(set(setter)).when(fact(type, 'mentee')).reactions())[0]).toBe(`mentor: goal-${type} by in-app`);
      expect(told(given(set(setter)).when(fact(type, 'mentor')).reactions())[0]).toBe(`mentee: goal-${type} by in-app`);
    }
  });

  it('keeps a check-in to the inbox', () =>
    expect(told(given(set('mentee')).when(fact('checked-in', 'mentee')).reactions())).toEqual([
      'mentor: goal-checked-in by in-app',
    ]));

  it('never carries the words of a goal', () =>
    expect(JSON.stringify(given().when(set('mentee')).reactions())).not.toContain('private'));
});
