import type { Process } from '@telemachy/kernel';
import type { PersonId, Side } from '@telemachy/contracts';
import type { MentorshipFact } from '@telemachy/contracts/matching';
import { isBefore, plus } from '../../domain/instant.ts';
import type { ConsiderMessage } from '../../domain/message.ts';
import { across, consider, sides } from '../../domain/notice.ts';
import type { MessageIdOf } from '../../domain/notice.ts';
import type { TimerFired } from '../../domain/timer.ts';

type Heard =
  | Extract<MentorshipFact, { type: 'matching.mentorship-proposed.v1' | 'matching.mentorship-declined.v1' }>
  | TimerFired;

/** How long a new proposal may take before the freed person is told that somebody takes care. */
const patienceMinutes = 15;
const timerName = 'no-new-proposal';

/** Instants, empty while nothing happened; the two facts come from different streams, in no fixed order. */
type State = { readonly personId?: PersonId; readonly proposedAt?: string; readonly freedAt?: string };

const waiting = ({ proposedAt, freedAt }: State): boolean =>
  freedAt !== undefined && (proposedAt === undefined || !isBefore(freedAt, proposedAt));
const later = (one: string | undefined, other: string): string =>
  one !== undefined && isBefore(other, one) ? one : other;

const evolve =
  (side: Side) =>
  (state: State, event: Heard): State => {
    switch (event.type) {
      case 'matching.mentorship-proposed.v1':
        return { ...state, proposedAt: later(state.proposedAt, event.data.proposedAt) };
      case 'matching.mentorship-declined.v1': {
        if (event.data.by === side) return state;
        return { ...state, personId: sides(event.data)[side].id, freedAt: later(state.freedAt, event.data.declinedAt) };
      }
      case 'notification.timer-fired.v1':
        return state;
    }
  };

/**
 * The other side of a decline is never told of it. A new proposal speaks for itself; where none comes, they hear that their coordinator takes care.
 * One process for each side, as a person is one instance on each.
 */
export const careForTheFreed = (side: Side, messageIdOf: MessageIdOf): Process<State, Heard, ConsiderMessage> => {
  const name = `care-for-the-freed-${side}`;
  return {
    name,
    version: 1,
    hears: ['matching.mentorship-proposed.v1', 'matching.mentorship-declined.v1', 'notification.timer-fired.v1'],
    correlate: ({ event }) => {
      if (event.type === 'notification.timer-fired.v1')
        return event.data.process === name ? event.data.instance : undefined;
      return `${event.data.cohortId}|${sides(event.data)[side].id}`;
    },
    initial: {},
    react: (fact, before) => {
      const { event } = fact;
      const after = evolve(side)(before, event);
      if (event.type === 'notification.timer-fired.v1') {
        if (!waiting(after) || after.personId === undefined) return [];
        const about = { partnerRole: across[side] };
        return consider(messageIdOf, fact, [{ recipientId: after.personId, template: 'match-in-care', about }]);
      }
      if (waiting(after) && after.freedAt !== undefined && after.freedAt !== before.freedAt) {
        const dueAt = plus(after.freedAt, { minutes: patienceMinutes });
        return [{ kind: 'timer', name: timerName, dueAt }];
      }
      return waiting(before) && !waiting(after) ? [{ kind: 'cancel-timer', name: timerName }] : [];
    },
    evolve: (state, { event }) => evolve(side)(state, event),
  };
};
