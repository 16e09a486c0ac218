import { Instant, MeetingId, MentorshipId, NotOpen, PersonId, type Opened } from '@telemachy/contracts';
import { z } from 'zod';
import { sidesOf, type Access, type Words } from '@telemachy/service-shell';
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
const words = NotOpen.optional().describe('Why the words are empty, where somebody said some: for ever, or for now');
export const MeetingForParties = z
  .object({
    ...Outline,
    agenda: z.string().default(''),
    words,
    bookedBy: PersonId,
    bookedAt: Instant,
    moves: z.array(z.object({ from: Instant, by: PersonId, reason: z.string().default(''), at: Instant, words })),
    cancelled: z.object({ ...Cancelled, reason: z.string().default(''), words }).optional(),
  })
  .meta({ id: 'Meeting' });
export type MeetingForParties = z.infer<typeof MeetingForParties>;
export type MeetingOutline = z.infer<typeof MeetingOutline>;
export const MeetingView = z.union([MeetingForParties, MeetingOutline]);
export type MeetingView = z.infer<typeof MeetingView>;

const viewOf = (meeting: Opened<MeetingEntry>) => {
  const { meetingId: id, moves, ...rest } = meeting;
  return { ...rest, id, moves, moved: moves.length };
};

/** Meetings as one of their two people sees them: all of it, with every word. */
export const meetingsForParty = async (
  words: Pick<Words, 'openFor'>,
  access: Pick<Access, 'caller' | 'person' | 'operation'>,
  meetings: readonly MeetingEntry[],
): Promise<readonly MeetingForParties[]> => {
  const own = meetings.filter((meeting) => sidesOf(meeting, access.person).length > 0);
  if (own.length < meetings.length) throw new Error('a meeting of others was asked for');
  const mentorships = [...new Set(own.map(({ mentorshipId }) => mentorshipId))];
  const opened = await words.openFor(access, mentorships, own);
  // Parsing drops every field that the view does not name.
  return opened.map((meeting) => MeetingForParties.parse(viewOf(meeting)));
};

/** The meeting as everybody else may see it who may look: when, how and whether, without a word of theirs. */
export const meetingOutline = ({ meetingId: id, moves, ...rest }: MeetingEntry): MeetingOutline =>
  MeetingOutline.parse({ ...rest, id, moved: moves.length });
