import { randomUUID } from 'node:crypto';
import { bodyHashOf, type EventStore } from '@telemachy/event-store';
import type { Projection, Recorded } from '@telemachy/kernel';
import type { Registration } from '../registration.ts';

type Missed = {
  readonly type: 'goals.goal-missed.v1';
  readonly data: { readonly goalId: string; readonly mentorshipId: string };
};
export type MissedGoals = { readonly of: Readonly<Record<string, number>> };

/** Many goals meet in few documents. */
export const missedGoals: Projection<MissedGoals, Missed> = {
  name: 'missed',
  version: 1,
  hears: ['goals.goal-missed.v1'],
  keyOf: ({ event }) => event.data.mentorshipId,
  apply: (document = { of: {} }, { stream }: Recorded<Missed>) => ({
    of: { ...document.of, [stream]: (document.of[stream] ?? 0) + 1 },
  }),
};
export const registration: Registration = {
  service: { name: 'goals', projections: [{ projection: missedGoals, indexes: [{ of: 1 }] }] },
};

const mentorships = Array.from({ length: 9 }, () => randomUUID());
const goals = Array.from({ length: 90 }, () => randomUUID());

/** One fact, `version` of the stream, of one of 90 goals in one of 9 mentorships. */
export const missGoal = async (store: EventStore, count: number) => {
  const goalId = goals[count % goals.length] ?? '';
  const mentorshipId = mentorships[count % mentorships.length] ?? '';
  const stream = `goal-${goalId}`;
  const data = {
    goalId,
    mentorshipId,
    menteeId: randomUUID(),
    missedAt: new Date().toISOString(),
    reflection: 'Next.',
  };
  for (;;) {
    const { head } = await store.load('north', stream);
    const appended = await store.append(head, [{ type: 'goals.goal-missed.v1', data }], {
      command: { id: randomUUID(), bodyHash: bodyHashOf(count) },
      meta: { correlationId: 'spec', actor: 'spec' },
    });
    if (appended.outcome === 'appended')
      return { stream, mentorshipId, commit: appended.commit.id, version: head.version + 1 };
  }
};
