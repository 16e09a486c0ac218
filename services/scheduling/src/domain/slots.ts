import type { Availability, AvailabilityState } from './availability.ts';
import type { Interval } from './interval.ts';
import { day, holds, minute, overlap } from './interval.ts';
import type { MeetingRules } from './meeting-rules.ts';
import { gridStarts, openTime } from './open-time.ts';
import { dayOf } from './wall-clock.ts';

/** What is known of one of the two people: when they are open, and the meetings they have with anybody. */
export type Party = { readonly availability: Availability; readonly meetings: readonly Interval[] };

export type SlotQuestion = {
  /** Now, in milliseconds. */
  readonly at: number;
  /** Slots that start in here. */
  readonly range: Interval;
  readonly minutes: number;
  readonly mentor: Party;
  readonly mentee: Party;
  readonly rules: MeetingRules;
};

/** The starts that notice and horizon leave, half-open; a start exactly at the horizon is the last. */
export const bookable = (at: number, { noticeMinutes, horizonDays }: MeetingRules): Interval => ({
  from: at + noticeMinutes * minute,
  to: at + horizonDays * day + 1,
});

/** The part of the asked range in which a meeting may start at all. */
export const startRange = ({ at, range, rules }: SlotQuestion): Interval => {
  const { from, to } = bookable(at, rules);
  return { from: Math.max(range.from, from), to: Math.min(range.to, to) };
};

/** Whether a meeting comes closer than the padding to the slot. */
export const tooClose = (slot: Interval, meeting: Interval, { paddingMinutes }: MeetingRules): boolean =>
  overlap({ from: slot.from - paddingMinutes * minute, to: slot.to + paddingMinutes * minute }, meeting);

/** Why meetings forbid a slot: one of the two has another one too close, or the mentor has enough on that day. */
export type Taken = 'time-taken' | 'mentor-day-full';
/** Says of any slot whether the meetings of the two forbid it, and why; `undefined`: they do not. */
export const takenBy = ({ mentor, mentee, rules }: SlotQuestion): ((slot: Interval) => Taken | undefined) => {
  const fullDays = fullDaysOf(mentor, rules);
  const meetings = [...mentor.meetings, ...mentee.meetings];
  return (slot) => {
    if (meetings.some((meeting) => tooClose(slot, meeting, rules))) return 'time-taken';
    return fullDays.some(({ from, to }) => from <= slot.from && slot.from < to) ? 'mentor-day-full' : undefined;
  };
};

/** The days on which as many meetings start as the mentor takes on one. */
const fullDaysOf = ({ availability, meetings }: Party, { mentorDayCap }: MeetingRules): readonly Interval[] => {
  const days = meetings.map(({ from }) => dayOf(from, availability.zone));
  const perDay = Map.groupBy(days, ({ from }) => from);
  return [...perDay.values()].flatMap((same) => (same.length < mentorDayCap ? [] : same.slice(0, 1)));
};

/** The starts on the mentor's grid that neither person's meetings nor the mentor's daily cap forbid. */
export const unclaimed = (question: SlotQuestion): readonly Interval[] => {
  const { mentor, minutes, rules } = question;
  const taken = takenBy(question);
  return gridStarts(mentor.availability.zone, startRange(question), rules.gridMinutes)
    .map((from) => ({ from, to: from + minutes * minute }))
    .filter((slot) => taken(slot) === undefined);
};

/** When both people are open, in the stretch that the question's slots can reach. */
export const bothOpen = (question: SlotQuestion): readonly [readonly Interval[], readonly Interval[]] => {
  const { from, to } = startRange(question);
  const reach = { from, to: to + question.minutes * minute };
  return [openTime(question.mentor.availability, reach), openTime(question.mentee.availability, reach)];
};

/**
 * The slots at which both people could meet, by start: on the mentor's wall-clock grid, inside both availabilities, clear of every meeting of
 * either by the padding, within notice, horizon and the mentor's daily cap.
 */
export const slotsOf = (question: SlotQuestion): readonly Interval[] => {
  const [mentor, mentee] = bothOpen(question);
  return unclaimed(question).filter((slot) => holds(mentor, slot) && holds(mentee, slot));
};

/** The free slots nearest to a time that cannot be had, by start; the time itself counts as taken. */
export const nearestSlots = (question: SlotQuestion, asked: Interval, count: number): readonly Interval[] => {
  const range = { from: asked.from - 7 * day, to: asked.from + 14 * day };
  const mentee = { ...question.mentee, meetings: [...question.mentee.meetings, asked] };
  const away = ({ from }: Interval): number => Math.abs(from - asked.from);
  return slotsOf({ ...question, range, mentee })
    .toSorted((a, b) => away(a) - away(b))
    .slice(0, count)
    .toSorted((a, b) => a.from - b.from);
};

export type TimeRefusal =
  | 'time-not-on-the-minute'
  | 'time-in-the-past'
  | 'notice-too-short'
  | 'beyond-the-horizon'
  | 'mentor-availability-not-set'
  | 'mentee-availability-not-set'
  | 'outside-mentor-availability'
  | 'outside-mentee-availability';

/** What both people said about their time. */
export type Availabilities = { readonly mentor: AvailabilityState; readonly mentee: AvailabilityState };

const opens = (availability: Availability, slot: Interval): boolean => holds(openTime(availability, slot), slot);

/** Why a meeting cannot be at this time, whatever else is booked; `undefined` when it can. Any whole minute will do: the grid is for offers. */
export const refusalOfTime = (
  slot: Interval,
  at: number,
  { mentor, mentee }: Availabilities,
  rules: MeetingRules,
): TimeRefusal | undefined => {
  const { from, to } = bookable(at, rules);
  if (slot.from % minute !== 0) return 'time-not-on-the-minute';
  if (slot.from <= at) return 'time-in-the-past';
  if (slot.from < from) return 'notice-too-short';
  if (slot.from >= to) return 'beyond-the-horizon';
  if (mentor === undefined) return 'mentor-availability-not-set';
  if (mentee === undefined) return 'mentee-availability-not-set';
  if (!opens(mentor, slot)) return 'outside-mentor-availability';
  if (!opens(mentee, slot)) return 'outside-mentee-availability';
  return undefined;
};
