const day = 24 * 60 * 60 * 1000;
const isWeekend = (at: number): boolean => [0, 6].includes(new Date(at).getUTCDay());

/** The same time of day, `days` Mondays to Fridays later (UTC). Public holidays count as working days. @param from RFC 3339 instant */
export const workingDaysAfter = (from: string, days: number): string => {
  let at = Date.parse(from);
  for (let left = days; left > 0;) {
    at += day;
    if (!isWeekend(at)) left -= 1;
  }
  return new Date(at).toISOString();
};
