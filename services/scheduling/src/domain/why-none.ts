import type { AvailabilityState } from './availability.ts';
import type { Interval } from './interval.ts';
import { minute, uncovered } from './interval.ts';
import type { SlotQuestion } from './slots.ts';
import { bookable, bothOpen, slotsOf, startRange, unclaimed } from './slots.ts';
import { instantOf } from './wall-clock.ts';

export type Missing = 'mentor' | 'mentee' | 'both';
export type SmallestChange =
  | { readonly kind: 'set-availability'; readonly who: Missing }
  /** A shorter meeting, and how many times it opens in the same range. */
  | { readonly kind: 'shorter'; readonly minutes: number; readonly opens: number }
  /** Another range: the first time that is free up to the horizon. */
  | { readonly kind: 'another-range'; readonly startsAt: string }
  /** More open minutes around one start: of one person where that is enough. */
  | {
      readonly kind: 'widen';
      readonly mentorMinutes: number;
      readonly menteeMinutes: number;
      readonly startsAt: string;
    };

export type WhyNone = {
  readonly code:
    | 'availability-not-set'
    | 'too-soon'
    | 'too-far'
    | 'no-hours-in-common'
    | 'mentor-day-full'
    | 'times-taken';
  readonly text: string;
  readonly smallestChange?: SmallestChange;
};

/** Why there is no slot where one of the two, or neither, ever said when they can meet. */
export const whoIsSilent = (mentor: AvailabilityState, mentee: AvailabilityState): WhyNone => {
  const who = mentor !== undefined ? 'mentee' : mentee !== undefined ? 'mentor' : 'both';
  const text =
    who === 'both' ? 'Neither of the two has said when they can meet.' : `The ${who} has not said when they can meet.`;
  return { code: 'availability-not-set', text, smallestChange: { kind: 'set-availability', who } };
};

const without = (question: SlotQuestion): SlotQuestion => ({
  ...question,
  mentor: { ...question.mentor, meetings: [] },
  mentee: { ...question.mentee, meetings: [] },
});
const uncapped = (question: SlotQuestion): SlotQuestion => ({
  ...question,
  rules: { ...question.rules, mentorDayCap: Number.POSITIVE_INFINITY },
});

const reasonOf = (question: SlotQuestion): Omit<WhyNone, 'smallestChange'> => {
  const { at, range, rules } = question;
  const { from, to } = bookable(at, rules);
  if (range.to <= from) {
    return { code: 'too-soon', text: `A meeting needs ${rules.noticeMinutes / 60} hours of notice.` };
  }
  if (range.from >= to) {
    return { code: 'too-far', text: `Meetings are booked at most ${rules.horizonDays} days ahead.` };
  }
  if (slotsOf(without(question)).length === 0) {
    const text = `The two share no ${question.minutes} minutes in this range.`;
    return { code: 'no-hours-in-common', text };
  }
  if (slotsOf(uncapped(question)).length > 0) {
    return {
      code: 'mentor-day-full',
      text: `The mentor has ${rules.mentorDayCap} meetings on each day that would fit.`,
    };
  }
  return { code: 'times-taken', text: 'Every time that would fit is taken by another meeting of one of the two.' };
};

const shorter = (question: SlotQuestion): SmallestChange | undefined => {
  const lengths = question.rules.lengths.filter((length) => length < question.minutes).toSorted((a, b) => b - a);
  for (const minutes of lengths) {
    const opens = slotsOf({ ...question, minutes }).length;
    if (opens > 0) return { kind: 'shorter', minutes, opens };
  }
  return undefined;
};

/** The first free start from the end of the range on, else the first of all. */
const anotherRange = (question: SlotQuestion): SmallestChange | undefined => {
  const everything = bookable(question.at, question.rules);
  const slots = slotsOf({ ...question, range: everything });
  const first = slots.find(({ from }) => from >= question.range.to) ?? slots[0];
  return first && { kind: 'another-range', startsAt: instantOf(first.from) };
};

const widen = (question: SlotQuestion): SmallestChange | undefined => {
  const [mentor, mentee] = bothOpen(question);
  let best: { readonly cost: number; readonly change: SmallestChange } | undefined;
  for (const slot of unclaimed(question)) {
    const change = widening(slot, mentor, mentee);
    // One person's change is smaller than two people's, however long.
    const both = change.mentorMinutes > 0 && change.menteeMinutes > 0;
    const cost = change.mentorMinutes + change.menteeMinutes + (both ? 2 * question.minutes : 0);
    if (best === undefined || cost < best.cost) best = { cost, change };
  }
  return best?.change;
};
const widening = (slot: Interval, mentor: readonly Interval[], mentee: readonly Interval[]) => ({
  kind: 'widen' as const,
  mentorMinutes: uncovered(mentor, slot) / minute,
  menteeMinutes: uncovered(mentee, slot) / minute,
  startsAt: instantOf(slot.from),
});

/** Why this question has no slot, and the smallest single change that opens one: a shorter meeting, another range, wider hours, in this order. */
export const whyNone = (question: SlotQuestion): WhyNone => {
  const { from, to } = startRange(question);
  const smallestChange =
    (from < to ? shorter(question) : undefined) ??
    anotherRange(question) ??
    widen({ ...question, range: { from, to } });
  return { ...reasonOf(question), ...(smallestChange && { smallestChange }) };
};
