import type { OperationDocs } from '../http/operation.ts';

/** The example body of an operation as it works at this time; `undefined` where it has none. */
export const exampleOf = ({ example }: OperationDocs, at: Date): object | undefined =>
  typeof example === 'function' ? (example as (at: Date) => object)(at) : example;

const dayMs = 24 * 60 * 60 * 1000;

/** The calendar date (UTC) so many days after an instant, `YYYY-MM-DD`. */
export const dayIn = (at: Date, days: number): string =>
  new Date(at.getTime() + days * dayMs).toISOString().slice(0, 10);

/** The first date on this ISO weekday (1 = Monday) that lies at least so many days after an instant. */
export const weekdayIn = (at: Date, weekday: number, days: number): string => {
  const first = new Date(at.getTime() + days * dayMs).getUTCDay();
  return dayIn(at, days + ((weekday - first + 7) % 7));
};
