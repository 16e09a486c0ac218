/** Most people placed, then the highest total, by trying everything. `undefined` in the table is a forbidden pair. For tables of a few people. */
export const bruteForce = (
  scores: readonly (readonly (number | undefined)[])[],
  places: readonly number[],
): { readonly matched: number; readonly total: number } => {
  const left = [...places];
  const best = (mentee: number): { matched: number; total: number } => {
    const row = scores[mentee];
    if (row === undefined) return { matched: 0, total: 0 };
    let found = best(mentee + 1);
    for (const [mentor, score] of row.entries()) {
      if (score === undefined || (left[mentor] ?? 0) <= 0) continue;
      left[mentor] = (left[mentor] ?? 0) - 1;
      const rest = best(mentee + 1);
      left[mentor] = (left[mentor] ?? 0) + 1;
      const tried = { matched: rest.matched + 1, total: rest.total + score };
      if (tried.matched > found.matched || (tried.matched === found.matched && tried.total > found.total))
        found = tried;
    }
    return found;
  };
  return best(0);
};
