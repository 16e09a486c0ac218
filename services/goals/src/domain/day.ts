/** The zone where a calendar day ends last (UTC−12): a date without a zone is over once it is over everywhere. */
const lastZone = 'Etc/GMT+12';

/** Whether a calendar date (`YYYY-MM-DD`) lies in the past at an instant, wherever one stands. */
export const isOver = (date: string, at: string): boolean =>
  date < Temporal.Instant.from(at).toZonedDateTimeISO(lastZone).toPlainDate().toString();

/** Days from an instant's date (UTC) to a date; negative when it is past. */
export const daysUntil = (date: string, at: string): number =>
  Temporal.Instant.from(at).toZonedDateTimeISO('UTC').toPlainDate().until(Temporal.PlainDate.from(date)).days;
