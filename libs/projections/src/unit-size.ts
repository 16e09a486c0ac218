/** Facts of one partition in one unit of work, at first. */
export const firstUnit = 1_000;
/** About what one fetch brings of a partition. */
const largestUnit = 5_000;
const smallestUnit = 250;
const longMs = 2_000;

/**
 * How many facts the next unit of work may hold. The more, the more of them meet in a document that is read and written once; but a unit is held in memory,
 * tried again as a whole, and others wait for it.
 * @param facts in the unit before
 * @param ms it took
 */
export const nextUnit = (size: number, facts: number, ms: number): number => {
  if (ms > longMs) return Math.max(smallestUnit, Math.floor(size / 2));
  return facts >= size && ms < longMs / 2 ? Math.min(largestUnit, size * 2) : size;
};
