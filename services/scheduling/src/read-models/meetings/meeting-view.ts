import { Instant, MeetingId, MentorshipId, PersonId } from '@telemachy/contracts';
import { z } from 'zod';
import type { MeetingEntry } from './meetings.projection.ts';

const Outline = {
  id: MeetingId,
  mentorshipId: MentorshipId,
  mentorId: PersonId,
  menteeId: PersonId,
  status: z.enum(['booked', 'cancelled']),
  startsAt: Instant,
  endsAt: Instant,
  medium: z.enum(['in-person', 'video', 'phone', 'chat']),
  /** How often it was moved. */
  moved: z.int().nonnegative(),
  version: z.int(),
};
const Cancelled = { by: z.string(), reasonCode: z.string(), at: Instant };
export const MeetingOutline = z
  .object({ ...Outline, cancelled: z.object(Cancelled).optional() })
  .meta({ id: 'MeetingOutline' });
export const MeetingForParties = z
  .object({
    ...Outline,
    agenda: z.string(),
    bookedBy: PersonId,
    bookedAt: Instant,
    moves: z.array(z.object({ from: Instant, by: PersonId, reason: z.string(), at: Instant })),
    cancelled: z.object({ ...Cancelled, reason: z.string() }).optional(),
  })
  .meta({ id: 'Meeting' });
export const MeetingView = z.union([MeetingForParties, MeetingOutline]);
export type MeetingView = z.infer<typeof MeetingView>;

/** The meeting as its reader may see it: all of it for the two people; for everybody else who may look when, how and whether, without a word of theirs. */
export const meetingView = (meeting: MeetingEntry, grantedBy: readonly string[]): MeetingView => {
  const { meetingId: id, moves, ...rest } = meeting;
  const isParty = grantedBy.some((by) => by === 'mentor' || by === 'mentee');
  const view = { ...rest, id, moves, moved: moves.length };
  // Parsing drops every field that the view does not name.
  return isParty ? MeetingForParties.parse(view) : MeetingOutline.parse(view);
};
