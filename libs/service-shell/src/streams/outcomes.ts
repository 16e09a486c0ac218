import type { Handled } from '@telemachy/event-store';
import { Problem } from '../http/problem.ts';

/** What a command came to that its domain did not decide. */
type Unaccepted = Exclude<Extract<Handled<never, never>, { accepted: false }>, { why: 'refused' }>;

export const outcomeProblem = (unaccepted: Unaccepted): Problem => {
  switch (unaccepted.why) {
    case 'stale':
      return new Problem(412, 'stale', 'It changed since it was read. Read it again and decide anew.', {
        headers: { etag: `"${unaccepted.version}"` },
      });
    case 'command-reused':
      return new Problem(422, 'command-reused', 'This Idempotency-Key came with another body before.');
    case 'claim-taken':
      return new Problem(409, 'claim-taken', 'Somebody else was first.');
    case 'contended':
      return new Problem(503, 'contended', 'Too many at once want to change this. Send the same request again.', {
        headers: { 'retry-after': '1' },
      });
  }
};
