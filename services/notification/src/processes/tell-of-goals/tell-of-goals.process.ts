import type { Process, Recorded } from '@telemachy/kernel';
import type { PersonId } from '@telemachy/contracts';
import type { GoalFact } from '@telemachy/contracts/goals';
import type { ConsiderMessage } from '../../domain/message.ts';
import { consider, sides } from '../../domain/notice.ts';
import type { MessageIdOf, Notice } from '../../domain/notice.ts';
import type { TemplateName } from '../../domain/templates.ts';

type Heard = Extract<
  GoalFact,
  {
    type:
      | 'goals.goal-set.v1'
      | 'goals.goal-adjusted.v1'
      | 'goals.goal-checked-in.v1'
      | 'goals.goal-reached.v1'
      | 'goals.goal-missed.v1';
  }
>;
/** Only the first fact of a goal names the mentor and who spoke; `setter` is that person's pseudonym as an actor. */
type State = { readonly mentorId?: PersonId; readonly setBy?: PersonId; readonly setter?: string };

const templateOf = (event: Heard): TemplateName => {
  switch (event.type) {
    case 'goals.goal-set.v1':
      return 'goal-set';
    case 'goals.goal-adjusted.v1':
      return 'goal-adjusted';
    case 'goals.goal-checked-in.v1':
      return 'goal-checked-in';
    case 'goals.goal-reached.v1':
      return 'goal-reached';
    case 'goals.goal-missed.v1':
      return 'goal-missed';
  }
};

const after = (state: State, { event, actor }: Recorded<Heard>): State =>
  event.type === 'goals.goal-set.v1'
    ? { mentorId: event.data.mentorId, setBy: event.data.setBy, setter: actor }
    : state;

const noticesOf = (fact: Recorded<Heard>, { mentorId, setBy, setter }: State): readonly Notice[] => {
  const { event, actor } = fact;
  const { goalId, mentorshipId, menteeId } = event.data;
  if (mentorId === undefined) return [];
  const people = sides({ mentorId, menteeId });
  // Only the two of them act on a goal: who is not the setter is the other one.
  const byMentor = (actor === setter) === (setBy === mentorId);
  const { id, partner } = byMentor ? people.mentee : people.mentor;
  const due = 'dueOn' in event.data ? { dueOn: event.data.dueOn } : {};
  return [{ recipientId: id, template: templateOf(event), about: { goalId, mentorshipId, ...partner, ...due } }];
};

/** The partner hears when a goal is set, adjusted, looked at, reached or missed: that it happened, never its words. */
export const tellOfGoals = (messageIdOf: MessageIdOf): Process<State, Heard, ConsiderMessage> => ({
  name: 'tell-of-goals',
  version: 1,
  hears: [
    'goals.goal-set.v1',
    'goals.goal-adjusted.v1',
    'goals.goal-checked-in.v1',
    'goals.goal-reached.v1',
    'goals.goal-missed.v1',
  ],
  correlate: ({ event }) => event.data.goalId,
  initial: {},
  react: (fact, state) => consider(messageIdOf, fact, noticesOf(fact, after(state, fact))),
  evolve: after,
});
