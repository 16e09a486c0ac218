import type { MentorshipId, PersonId } from '@telemachy/contracts';
import { sidesOf, type Mentorship } from '@telemachy/service-shell';
import type { MeetingEntry } from '../meetings/meetings.projection.ts';

const media: Readonly<Record<MeetingEntry['medium'], string>> = {
  'in-person': 'in person',
  video: 'by video',
  phone: 'by phone',
  chat: 'by chat',
};

type Pair = Pick<Mentorship, 'mentorshipId' | 'mentorId' | 'menteeId' | 'activatedAt'>;

/** "your mentor"; "mentee 2" for who has several, in the order in which the mentorships began. */
const partners = (pairs: readonly Pair[], owner: PersonId): ReadonlyMap<MentorshipId, string> => {
  const begun = pairs.toSorted(
    (one, other) =>
      (one.activatedAt ?? '').localeCompare(other.activatedAt ?? '') ||
      one.mentorshipId.localeCompare(other.mentorshipId),
  );
  const bySide = Map.groupBy(begun, (pair) => sidesOf(pair, owner)[0]);
  return new Map(
    [...bySide].flatMap(([side, own]) => {
      const partner = side === 'mentor' ? 'mentee' : 'mentor';
      return own.map((pair, index) => [
        pair.mentorshipId,
        own.length === 1 ? `your ${partner}` : `${partner} ${index + 1}`,
      ]);
    }),
  );
};

export type Titled = {
  readonly owner: PersonId;
  /** Mentorships of the owner that have been active. */
  readonly pairs: readonly Pair[];
  /** How many meetings of a mentorship took place before those that are shown. */
  readonly earlier: ReadonlyMap<MentorshipId, number>;
};

/**
 * What tells the meetings of a calendar apart without a name and without a word of the two: with whom, which of their meetings, and how.
 * A cancelled one has no number.
 *
 * @param meetings by time
 */
export const feedTitles = (
  meetings: readonly MeetingEntry[],
  { owner, pairs, earlier }: Titled,
): ReadonlyMap<MeetingEntry, string> => {
  const partnerOf = partners(pairs, owner);
  const held = new Map(earlier);
  return new Map(
    meetings.map((meeting) => {
      const { mentorshipId, status, medium } = meeting;
      const side = sidesOf(meeting, owner)[0];
      const partner = partnerOf.get(mentorshipId) ?? `your ${side === 'mentor' ? 'mentee' : 'mentor'}`;
      if (status === 'cancelled') return [meeting, `Mentoring with ${partner}, ${media[medium]}`];
      const number = (held.get(mentorshipId) ?? 0) + 1;
      held.set(mentorshipId, number);
      return [meeting, `Mentoring with ${partner}, meeting ${number}, ${media[medium]}`];
    }),
  );
};
