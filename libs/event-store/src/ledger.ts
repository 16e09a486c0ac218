import { CommitRefused } from './errors.ts';
import type { ClaimChange } from './port.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const longest = 31 * day;

/** Time of one owner that a stream holds; ms since the epoch, half-open `[from, to)`. */
export type Reservation = {
  readonly stream: string;
  readonly from: number;
  readonly to: number;
  readonly padding: number;
};

export type Wanted = Reservation & {
  /** Most reservations that may start within `[from, to)`, the wanted one included. */
  readonly cap?: { readonly count: number; readonly from: number; readonly to: number };
  /** UTC days (`YYYY-MM-DD`) on which the reservation lies. */
  readonly touched: readonly string[];
  /** Every UTC day on which a reservation could lie that forbids this one: as far as the longest padding and the owner's whole day reach. */
  readonly watched: readonly string[];
};

type Reserve = Extract<ClaimChange, { kind: 'reserve' }>;

/** @throws CommitRefused */
export const wantedBy = (stream: string, change: Reserve): Wanted => {
  const { from, to } = spanOf(change);
  const cap = change.dayCap === undefined ? undefined : capOn(from, change.dayCap);
  return {
    stream,
    from,
    to,
    padding: paddingOf(change.paddingMinutes ?? 0),
    ...(cap === undefined ? {} : { cap }),
    touched: utcDays(from, to),
    watched: utcDays(Math.min(from - day, cap?.from ?? from), Math.max(to + day, cap?.to ?? to)),
  };
};

/** Whether an owner with these reservations can take another one: gaps are at least the larger of the two paddings, and the day has room. */
export const fits = (reserved: readonly Reservation[], wanted: Wanted): boolean => {
  const apart = reserved.every((other) => {
    const gap = Math.max(other.padding, wanted.padding);
    return other.to + gap <= wanted.from || wanted.to + gap <= other.from;
  });
  const { cap } = wanted;
  return (
    apart && (cap === undefined || reserved.filter(({ from }) => cap.from <= from && from < cap.to).length < cap.count)
  );
};

const spanOf = (change: Reserve): { from: number; to: number } => {
  const from = instantOf('from', change.from);
  const to = instantOf('to', change.to);
  if (from < to && to - from <= longest) return { from, to };
  throw refused(
    'to',
    `${change.from} to ${change.to} is no time span of at most 31 days`,
    'Reserve [from, to) with from before to',
  );
};

const paddingOf = (minutes: number): number => {
  if (Number.isInteger(minutes) && minutes >= 0 && minutes * minute <= day) return minutes * minute;
  throw refused('paddingMinutes', `${minutes}`, 'Give whole minutes from 0 to 1440');
};

const instantOf = (field: string, text: string): number => {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    throw refused(
      field,
      `${JSON.stringify(text)} is no instant`,
      'Write RFC 3339 with a zone, such as 2027-03-01T09:00:00Z',
    );
  }
};

const capOn = (instant: number, { count, zone }: NonNullable<Reserve['dayCap']>): NonNullable<Wanted['cap']> => {
  if (Number.isInteger(count) && count >= 1) return { count, ...zoneDay(instant, zone) };
  throw refused('dayCap.count', `${count}`, 'Give a whole number from 1; who has no room takes no reservation');
};

/** The calendar day around an instant in a zone; 23 to 25 hours where clocks change. */
const zoneDay = (instant: number, zone: string): { from: number; to: number } => {
  try {
    const date = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate();
    return {
      from: date.toZonedDateTime(zone).epochMilliseconds,
      to: date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds,
    };
  } catch {
    throw refused('dayCap.zone', `${JSON.stringify(zone)} is no time zone`, 'Give an IANA name such as Europe/Berlin');
  }
};

/** UTC days (`YYYY-MM-DD`) that `[from, to)` touches. */
export const utcDays = (from: number, to: number): string[] => {
  const days: string[] = [];
  for (let start = Math.floor(from / day) * day; start < to; start += day)
    days.push(new Date(start).toISOString().slice(0, 10));
  return days;
};

const refused = (field: string, fault: string, remedy: string): CommitRefused =>
  new CommitRefused('bad-claim', `claims.reserve.${field}`, fault, remedy);
