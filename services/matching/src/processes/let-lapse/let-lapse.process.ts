import { MentorshipId, type timerFacts } from '@telemachy/contracts';
import type { MentorshipFact } from '@telemachy/contracts/matching';
import type { Process } from '@telemachy/kernel';
import type { z } from 'zod';
import type { Expire } from '../../domain/mentorship-commands.ts';

export type LetLapse = Expire & { readonly mentorshipId: MentorshipId };
export type TimerFired = z.infer<ReturnType<typeof timerFacts<'matching'>>['TimerFired']>;
type Heard =
  | TimerFired
  | Extract<MentorshipFact, { type: 'matching.mentorship-proposed.v1' } | { type: 'matching.mentorship-accepted.v1' }>;

const name = 'let-lapse';
const deadline = 'deadline';
type State = { readonly accepted: number };

/** A proposal that not both have accepted by its deadline lapses; one that a side declined is over for the other then. */
export const letLapse: Process<State, Heard, LetLapse> = {
  name,
  version: 1,
  hears: ['matching.mentorship-proposed.v1', 'matching.mentorship-accepted.v1', 'matching.timer-fired.v1'],
  correlate: ({ event }) => {
    if (event.type !== 'matching.timer-fired.v1') return event.data.mentorshipId;
    return event.data.process === name ? event.data.instance : undefined;
  },
  initial: { accepted: 0 },
  react: ({ event }, { accepted }) => {
    switch (event.type) {
      case 'matching.mentorship-proposed.v1':
        return [{ kind: 'timer', name: deadline, dueAt: event.data.deadlineAt }];
      case 'matching.mentorship-accepted.v1':
        return accepted === 0 ? [] : [{ kind: 'cancel-timer', name: deadline }];
      case 'matching.timer-fired.v1': {
        const mentorshipId = MentorshipId.parse(event.data.instance);
        return [{ kind: 'command', command: { type: 'expire', mentorshipId, at: event.data.firedAt } }];
      }
    }
  },
  evolve: ({ accepted }, { event }) => ({
    accepted: event.type === 'matching.mentorship-accepted.v1' ? accepted + 1 : accepted,
  }),
};
