import { randomUUID } from 'node:crypto';
import type { PersonId } from '@telemachy/contracts';

export const hence = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
export const day = 24 * 3600;
export const proposal = () => ({
  score: 7,
  programId: randomUUID(),
  matchRunId: randomUUID(),
  deadlineAt: hence(7 * day),
  proposedAt: hence(0),
});
export const booking = (startsIn: number, by: PersonId) => ({
  startsAt: hence(startsIn),
  endsAt: hence(startsIn + 3600),
  medium: 'video',
  agenda: 'a private agenda',
  bookedBy: by,
  bookedAt: hence(-day),
});
