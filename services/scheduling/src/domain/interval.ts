/** Half-open `[from, to)` in milliseconds since 1970 (UTC). Touching is not overlap. */
export type Interval = { readonly from: number; readonly to: number };

export const minute = 60_000;
export const day = 24 * 60 * minute;

export const overlap = (a: Interval, b: Interval): boolean => a.from < b.to && b.from < a.to;

/** Sorted, without empty ones, touching and overlapping ones made one. */
export const merged = (intervals: readonly Interval[]): readonly Interval[] => {
  const result: Interval[] = [];
  for (const next of intervals.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && next.from <= last.to) {
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
    } else result.push(next);
  }
  return result;
};

/** Whether one of the merged intervals holds all of `inner`. */
export const holds = (outer: readonly Interval[], inner: Interval): boolean =>
  outer.some(({ from, to }) => from <= inner.from && inner.to <= to);

/** How many milliseconds of `inner` lie in none of the merged intervals. */
export const uncovered = (outer: readonly Interval[], inner: Interval): number =>
  outer.reduce(
    (left, { from, to }) => left - Math.max(0, Math.min(to, inner.to) - Math.max(from, inner.from)),
    inner.to - inner.from,
  );
