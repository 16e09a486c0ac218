/** @param values at least one */
export const median = (values: readonly number[]): number => percentile(values, 50);

/** Nearest rank. @param values at least one, in any order @param percent 0 to 100 */
export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  const found = sorted[rank - 1];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
};

export const spreadOf = (values: readonly number[]): readonly [number, number] => [
  percentile(values, 0),
  percentile(values, 100),
];
