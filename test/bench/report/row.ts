import { median, spreadOf } from '../measure/statistics.ts';

/** One line of the table: what was measured, beside whom, and what it should reach. */
export type Row = {
  readonly name: string;
  /** Median over the rounds; `null`: not measured. */
  readonly value: number | null;
  readonly unit: string;
  /** Beside whom, in the same rounds; or why nobody could be measured. Empty: beside nobody. */
  readonly against: string;
  /** Median over the rounds of value ÷ the other's value of the same round. */
  readonly ratio: number | null;
  /** Empty: none. */
  readonly target: string;
  /** `null`: there is no target. What was not measured does not hold. */
  readonly holds: boolean | null;
  /** Lowest and highest over the rounds: of the ratio, where there is one, else of the value. */
  readonly spread: readonly [number, number] | null;
};

/** What a row should reach. */
export type Target = {
  readonly text: string;
  /** @param ratio `NaN` where the row stands beside nobody */
  readonly isReached: (value: number, ratio: number) => boolean;
};

/** Of the ratio. */
export const atLeastTimes = (times: number): Target => ({
  text: `≥ ${times}×`,
  isReached: (_, ratio) => ratio >= times,
});
/** Of the ratio. */
export const atMostTimes = (times: number): Target => ({
  text: `≤ ${times}×`,
  isReached: (_, ratio) => ratio <= times,
});
/** Of the value. */
export const atMost = (limit: number, unit: string): Target => ({
  text: `≤ ${limit} ${unit}`,
  isReached: (value) => value <= limit,
});
/** Of the value. */
export const atLeast = (limit: number, unit: string): Target => ({
  text: `≥ ${limit.toLocaleString('en')} ${unit}`,
  isReached: (value) => value >= limit,
});
export const either = (one: Target, other: Target): Target => ({
  text: `${one.text} or ${other.text}`,
  isReached: (value, ratio) => one.isReached(value, ratio) || other.isReached(value, ratio),
});

export type Measured = {
  readonly name: string;
  readonly unit: string;
  /** By round. */
  readonly values: readonly number[];
  /** Who is compared with, and its values by round. */
  readonly against?: { readonly name: string; readonly values: readonly number[] };
  readonly target?: Target;
};

export const rowOf = ({ name, unit, values, against, target }: Measured): Row => {
  const value = median(values);
  const ratios = against?.values.map((other, round) => (values[round] ?? Number.NaN) / other);
  const ratio = ratios === undefined ? undefined : median(ratios);
  return {
    name,
    value: rounded(value),
    unit,
    against: against?.name ?? '',
    ratio: ratio === undefined ? null : rounded(ratio),
    target: target?.text ?? '',
    holds: target === undefined ? null : target.isReached(value, ratio ?? Number.NaN),
    spread: spreadOf(ratios ?? values).map(rounded) as [number, number],
  };
};

/** A row that could not be measured; `needs` says what is missing. */
export const notRun = (name: string, unit: string, needs: string, target?: Target): Row => ({
  name,
  value: null,
  unit,
  against: `not run: needs ${needs}`,
  ratio: null,
  target: target?.text ?? '',
  holds: target === undefined ? null : false,
  spread: null,
});

/** Three digits are more than a shared machine can tell. */
const rounded = (value: number): number => Number(value.toPrecision(3));
