import { createHash, randomUUID } from 'node:crypto';
import { bodyHashOf, type AppendOptions } from '@telemachy/event-store';
import type { Fact } from '@telemachy/kernel';

export const tenant = 'acme';

const uuidOf = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** Id of the n-th goal: the same in every process. */
export const goalIdOf = (goal: number): string => uuidOf(`goal ${goal}`);

const mentorshipId = uuidOf('mentorship');
const menteeId = uuidOf('mentee');
const words = 'We went through the plan of the spring term and agreed on the two talks that matter most to her team. ';

/** What a pair might write: about 550 bytes of JSON with its type. */
export const checkIn = (goalId: string, n: number): Fact => ({
  type: 'goals.goal-checked-in.v1',
  data: {
    goalId,
    mentorshipId,
    menteeId,
    confidence: n % 11,
    moved: words.repeat(2).slice(0, 170),
    inTheWay: words.slice(0, 80),
    checkedInAt: '2027-01-10T09:00:00.000Z',
  },
});

const bodyHash = bodyHashOf({});

/** What an append is asked with: a command of its own each time. */
export const asked = (): AppendOptions => ({
  command: { id: randomUUID(), bodyHash },
  meta: { correlationId: randomUUID(), actor: menteeId },
  answer: { id: mentorshipId },
});
