import { Problem } from '@telemachy/service-shell';
import { z } from 'zod';
import type { Interval } from '../domain/interval.ts';
import { day, minute } from '../domain/interval.ts';
import { millisecondsOf } from '../domain/wall-clock.ts';

/** An instant, or a date that stands for its midnight in UTC. */
export const Moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'expected a date such as 2027-03-31, or an instant such as 2027-03-31T09:30:00Z',
});
export const rangeQuery = {
  from: Moment.optional().describe('Begin; now where absent'),
  to: Moment.optional().describe('End, not included'),
};
const longestDays = 366;
const msOf = (moment: string): number => millisecondsOf(moment.includes('T') ? moment : `${moment}T00:00:00Z`);

/** @throws Problem 400 where the range ends before it begins, or is longer than a year */
export const rangeOf = (
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  at: string,
  days: number,
): Interval => {
  // On the minute, as slots are: what was asked a second ago shall page on.
  const begin = from === undefined ? Math.floor(millisecondsOf(at) / minute) * minute : msOf(from);
  const end = to === undefined ? begin + days * day : msOf(to);
  if (begin < end && end - begin <= longestDays * day) return { from: begin, to: end };
  throw new Problem(400, 'invalid-request', 'The request does not fit its schema; each fault is named in "errors".', {
    errors: [{ in: 'query', path: 'to', message: `expected a time after "from", at most ${longestDays} days` }],
  });
};
