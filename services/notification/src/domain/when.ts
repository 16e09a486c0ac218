const parts = (at: Date, zone: string, options: Intl.DateTimeFormatOptions): Readonly<Record<string, string>> =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );

const day = (at: Date, zone: string): string => {
  const {
    weekday,
    day: number,
    month,
    year,
  } = parts(at, zone, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  return `${weekday}, ${number} ${month} ${year}`;
};
const clock = (at: Date, zone: string): string => {
  const { hour, minute } = parts(at, zone, { hour: '2-digit', minute: '2-digit' });
  return `${hour}:${minute}`;
};
const zoneName = (at: Date, zone: string): string => {
  if (zone === 'UTC') return 'UTC';
  const { timeZoneName } = parts(at, zone, { timeZoneName: 'shortOffset' });
  return `${zone}, ${timeZoneName}`;
};

/** `Thursday, 26 November 2026, 14:00 (Europe/Berlin, GMT+1)`: an RFC 3339 instant as the recipient's clock shows it. */
export const moment = (instant: string, zone: string): string => {
  const at = new Date(instant);
  return `${day(at, zone)}, ${clock(at, zone)} (${zoneName(at, zone)})`;
};

/** `Thursday, 26 November 2026, 14:00–15:00 (Europe/Berlin, GMT+1)`. */
export const stretch = (from: string, to: string, zone: string): string => {
  const [start, end] = [new Date(from), new Date(to)];
  return `${day(start, zone)}, ${clock(start, zone)}–${clock(end, zone)} (${zoneName(start, zone)})`;
};

/** `Thu 26 Nov, 14:00`: short enough for a subject line. */
export const brief = (instant: string, zone: string): string => {
  const at = new Date(instant);
  const { weekday, day: number, month } = parts(at, zone, { weekday: 'short', day: 'numeric', month: 'short' });
  return `${weekday} ${number} ${month}, ${clock(at, zone)}`;
};

/** `26 November 2026`: a calendar date `YYYY-MM-DD`, the same in every zone. */
export const date = (localDate: string): string => {
  const {
    day: number,
    month,
    year,
  } = parts(new Date(`${localDate}T00:00:00Z`), 'UTC', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  return `${number} ${month} ${year}`;
};
