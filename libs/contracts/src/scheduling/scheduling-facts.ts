import { z } from 'zod';
import { fact, Instant, LocalDate, WallTime, Zone } from '../fact.ts';
import { FeedId, MeetingId, MentorshipId, PersonId } from '../ids.ts';
import { internal, open, personal, privateToMentorship } from '../privacy.ts';
import type { Readable, Stored } from '../sealed.ts';

/** Half-open `[from, to)` in wall time of the person's zone. */
export const Window = z.object({ from: WallTime, to: WallTime });
export type Window = z.infer<typeof Window>;
export const WeeklyWindow = Window.extend({
  /** ISO weekday, 1 = Monday. */
  day: z.int().min(1).max(7),
});
export type WeeklyWindow = z.infer<typeof WeeklyWindow>;

export const AvailabilityRulesSet = fact('scheduling.availability-rules-set.v1', {
  personId: open(PersonId),
  zone: personal('personId', Zone),
  weekly: personal('personId', z.array(WeeklyWindow)),
  setAt: internal(Instant),
});
/** This date has these windows instead of the weekly ones; none: not available. */
export const AvailabilityOverrideSet = fact('scheduling.availability-override-set.v1', {
  personId: open(PersonId),
  date: internal(LocalDate),
  windows: personal('personId', z.array(Window)),
  setAt: internal(Instant),
});
export const AvailabilityOverrideCleared = fact('scheduling.availability-override-cleared.v1', {
  personId: open(PersonId),
  date: internal(LocalDate),
  clearedAt: internal(Instant),
});

const Medium = z.enum(['in-person', 'video', 'phone', 'chat']);
const meeting = {
  meetingId: open(MeetingId),
  mentorshipId: open(MentorshipId),
  mentorId: open(PersonId),
  menteeId: open(PersonId),
};
const time = { startsAt: internal(Instant), endsAt: internal(Instant) };
export const MeetingBooked = fact('scheduling.meeting-booked.v1', {
  ...meeting,
  ...time,
  medium: internal(Medium),
  agenda: privateToMentorship('mentorshipId', z.string().max(4000)),
  bookedBy: internal(PersonId),
  bookedAt: internal(Instant),
});
export const MeetingMoved = fact('scheduling.meeting-moved.v1', {
  ...meeting,
  ...time,
  movedBy: internal(PersonId),
  reason: privateToMentorship('mentorshipId', z.string().max(2000)),
  movedAt: internal(Instant),
});
export const MeetingCancelled = fact('scheduling.meeting-cancelled.v1', {
  ...meeting,
  cancelledBy: internal(z.union([PersonId, z.literal('program')])),
  reasonCode: internal(z.enum(['illness', 'conflict', 'travel', 'mentorship-ended', 'other'])),
  reason: privateToMentorship('mentorshipId', z.string().max(2000)),
  cancelledAt: internal(Instant),
});

/** A calendar feed by a secret that is shown once; the fact keeps its SHA-256 alone. */
export const FeedIssued = fact('scheduling.feed-issued.v1', {
  feedId: open(FeedId),
  personId: open(PersonId),
  secretHash: internal(z.string()),
  issuedAt: internal(Instant),
});
export const FeedRevoked = fact('scheduling.feed-revoked.v1', {
  feedId: open(FeedId),
  personId: open(PersonId),
  revokedAt: internal(Instant),
});

export const AvailabilityFact = z.discriminatedUnion('type', [
  AvailabilityRulesSet,
  AvailabilityOverrideSet,
  AvailabilityOverrideCleared,
]);
export type AvailabilityFact = z.infer<typeof AvailabilityFact>;
/** As it is stored and sent. */
export type StoredAvailabilityFact = Stored<(typeof AvailabilityFact)['options'][number]>;
/** As somebody folds it to whom its words may be open. */
export type ReadableAvailabilityFact = Readable<(typeof AvailabilityFact)['options'][number]>;
export const MeetingFact = z.discriminatedUnion('type', [MeetingBooked, MeetingMoved, MeetingCancelled]);
export type MeetingFact = z.infer<typeof MeetingFact>;
/** As it is stored and sent. */
export type StoredMeetingFact = Stored<(typeof MeetingFact)['options'][number]>;
/** As somebody folds it to whom its words may be open. */
export type ReadableMeetingFact = Readable<(typeof MeetingFact)['options'][number]>;
export const FeedFact = z.discriminatedUnion('type', [FeedIssued, FeedRevoked]);
export type FeedFact = z.infer<typeof FeedFact>;
