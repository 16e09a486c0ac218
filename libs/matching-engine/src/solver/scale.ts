/** The highest score of a pair. */
export const FULL_SCORE = 10_000;

/**
 * Three aims folded into one exact integer per pair, `place + score × point + lot`, so that one optimum is optimal in all three, in this order:
 * the number of people placed, the total score, the sum of lots. `point` is more than all lots together can be and `place` more than
 * all points and lots together, so a lower aim never costs a higher one. `place` stays below 2^51 (up to 200 billion pairs), so that the
 * sums of three that the solver makes are exact in a double.
 */
export type Scale = {
  /** How many lots there are; a power of two, at most 1024, fewer in very large cohorts. */
  readonly lots: number;
  /** Worth of one point of score. */
  readonly point: number;
  /** Worth of one person placed. */
  readonly place: number;
};

const LARGEST = 2 ** 51;

/** The scale for a problem in which at most `seats` pairs can be made. */
export const scaleFor = (seats: number): Scale => {
  const pairs = Math.max(1, seats);
  for (let lots = 1024; ; lots /= 2) {
    const point = pairs * (lots - 1) + 1;
    const place = pairs * (FULL_SCORE * point + lots - 1) + 1;
    if (place <= LARGEST || lots === 1) return { lots, point, place };
  }
};

/** A dual value in words: whole people, and the points besides. */
export const inPoints = (scale: Scale, value: number): { readonly places: number; readonly points: number } => {
  const places = Math.floor(value / scale.place);
  return { places, points: Math.floor((value - places * scale.place) / scale.point) };
};
