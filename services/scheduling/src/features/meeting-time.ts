import { Problem } from '@telemachy/service-shell';
import { z } from 'zod';
import { momentOf } from '../domain/moment.ts';

/** How a client says when a meeting begins. */
export const StartsAt = z
  .string()
  .max(100)
  .describe('An instant (RFC 3339) or a wall time in a zone (RFC 9557), such as 2027-03-15T09:30[Europe/Berlin]');
export const Minutes = z.int().min(15).max(240).describe('Length; 30, 45, 60 and 90 are usual');

/**
 * The instant a client means, RFC 3339 in UTC.
 * @throws Problem 400 where it cannot be read, 422 where a clock skips or repeats it; `nearest` then names times that exist
 */
export const instantAsked = (startsAt: string): string => {
  const moment = momentOf(startsAt);
  if (moment.known) return moment.instant;
  const { refusal, nearest } = moment;
  const problem = (status: number, word: string, detail: string, message: string): Problem =>
    new Problem(status, word, detail, {
      errors: [{ in: 'body', path: 'startsAt', message }],
      ...(nearest.length > 0 && { members: { nearest } }),
    });
  switch (refusal) {
    case 'time-not-readable': {
      const detail = 'The request does not fit its schema; each fault is named in "errors".';
      return raise(
        problem(
          400,
          'invalid-request',
          detail,
          'expected RFC 3339 (years 0000 to 9999), or a wall time with its [zone]',
        ),
      );
    }
    case 'time-does-not-exist':
      return raise(problem(422, refusal, 'The clock skips this time on that day.', 'does not exist in this zone'));
    case 'time-comes-twice':
      return raise(
        problem(422, refusal, 'The clock shows this time twice: say which, by its offset.', 'needs an offset'),
      );
    case 'offset-does-not-fit-zone':
      return raise(problem(422, refusal, 'The zone has another offset then.', 'offset and zone differ'));
  }
};

const raise = (problem: Problem): never => {
  throw problem;
};
