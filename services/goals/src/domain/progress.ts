import type { Measure } from '@telemachy/contracts/goals';

/** Whether a value can be one of this measure's; a number may overshoot its target or fall behind its start. */
export const fits = (value: number, measure: Measure): boolean =>
  measure.kind === 'number' ? Number.isFinite(value) : value === 0 || value === 1;

/** How much of the way from `from` to `to` is done, 0–100, rounded down so that 100 means reached. The way may lead downwards. */
export const percentOf = (value: number | undefined, measure: Measure): number => {
  if (value === undefined) return 0;
  if (measure.kind === 'yes-no') return value === 1 ? 100 : 0;
  // Halved first, so that a range as wide as all numbers does not overflow.
  const way = measure.to / 2 - measure.from / 2;
  const share = way === 0 ? Number(value === measure.to) : (value / 2 - measure.from / 2) / way;
  return Math.floor(Math.min(1, Math.max(0, share)) * 100);
};
