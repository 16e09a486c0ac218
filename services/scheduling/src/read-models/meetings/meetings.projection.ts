import { sealedIn, type MeetingId, type MentorshipId, type PersonId, type Sealed } from '@telemachy/contracts';
import type { StoredMeetingFact as MeetingFact } from '@telemachy/contracts/scheduling';
import type { Projection } from '@telemachy/kernel';

type Data<Type extends MeetingFact['type']> = Extract<MeetingFact, { type: Type }>['data'];
type Booked = Data<'scheduling.meeting-booked.v1'>;
type Cancelled = Data<'scheduling.meeting-cancelled.v1'>;

type Why = Sealed<{ readonly reason: string }>;

/** One meeting as it stands, and how it came to that. */
export type MeetingEntry = Sealed<{ readonly agenda: string }> & {
  readonly meetingId: MeetingId;
  readonly mentorshipId: MentorshipId;
  readonly mentorId: PersonId;
  readonly menteeId: PersonId;
  /** Both people, so that one index finds the meetings of either. */
  readonly people: readonly PersonId[];
  readonly status: 'booked' | 'cancelled';
  /** RFC 3339 in UTC to the second, so that text order is time order. */
  readonly startsAt: string;
  readonly endsAt: string;
  readonly medium: Booked['medium'];
  readonly bookedBy: PersonId;
  readonly bookedAt: string;
  readonly moves: readonly (Why & { readonly from: string; readonly by: PersonId; readonly at: string })[];
  readonly cancelled?: Why & {
    readonly by: Cancelled['cancelledBy'];
    readonly reasonCode: Cancelled['reasonCode'];
    readonly at: string;
  };
  /** Grows with each change of time and with the cancelling: what calendars call SEQUENCE. */
  readonly sequence: number;
  readonly changedAt: string;
  /** Version of the meeting's stream: what `If-Match` takes. */
  readonly version: number;
};

/** Every meeting of the organization. One document per meeting. */
export const meetings: Projection<MeetingEntry, MeetingFact> = {
  name: 'meetings',
  // 1 held words that everybody could read.
  version: 2,
  hears: ['scheduling.meeting-booked.v1', 'scheduling.meeting-moved.v1', 'scheduling.meeting-cancelled.v1'],
  keyOf: ({ event }) => event.data.meetingId,
  apply: (before, { event, version }) => {
    if (event.type === 'scheduling.meeting-booked.v1') return { ...booked(event.data), version };
    if (before === undefined) return undefined;
    switch (event.type) {
      case 'scheduling.meeting-moved.v1': {
        const { startsAt, endsAt, movedBy: by, movedAt: at } = event.data;
        const moves = [...before.moves, { from: before.startsAt, by, at, ...sealedIn(event.data) }];
        return { ...before, startsAt, endsAt, moves, sequence: before.sequence + 1, changedAt: at, version };
      }
      case 'scheduling.meeting-cancelled.v1': {
        const { cancelledBy: by, reasonCode, cancelledAt: at } = event.data;
        const cancelled = { by, reasonCode, at, ...sealedIn(event.data) };
        return { ...before, status: 'cancelled', cancelled, sequence: before.sequence + 1, changedAt: at, version };
      }
    }
  },
};

const booked = (data: Booked): Omit<MeetingEntry, 'version'> => ({
  ...data,
  people: [data.mentorId, data.menteeId],
  status: 'booked',
  moves: [],
  sequence: 0,
  changedAt: data.bookedAt,
});

/** The meetings of a person by time, and those of a mentorship. */
export const meetingIndexes = [{ people: 1, startsAt: 1, _id: 1 }, { mentorshipId: 1 }] as const;
