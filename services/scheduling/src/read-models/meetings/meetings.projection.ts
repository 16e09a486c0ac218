import type { MeetingId, MentorshipId, PersonId } from '@telemachy/contracts';
import type { MeetingFact } from '@telemachy/contracts/scheduling';
import type { Projection } from '@telemachy/kernel';

type Data<Type extends MeetingFact['type']> = Extract<MeetingFact, { type: Type }>['data'];
type Booked = Data<'scheduling.meeting-booked.v1'>;
type Cancelled = Data<'scheduling.meeting-cancelled.v1'>;

/** One meeting as it stands, and how it came to that. */
export type MeetingEntry = {
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
  readonly agenda: string;
  readonly bookedBy: PersonId;
  readonly bookedAt: string;
  readonly moves: readonly {
    readonly from: string;
    readonly by: PersonId;
    readonly reason: string;
    readonly at: string;
  }[];
  readonly cancelled?: {
    readonly by: Cancelled['cancelledBy'];
    readonly reasonCode: Cancelled['reasonCode'];
    readonly reason: string;
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
  version: 1,
  hears: ['scheduling.meeting-booked.v1', 'scheduling.meeting-moved.v1', 'scheduling.meeting-cancelled.v1'],
  keyOf: ({ event }) => event.data.meetingId,
  apply: (before, { event, version }) => {
    if (event.type === 'scheduling.meeting-booked.v1') return { ...booked(event.data), version };
    if (before === undefined) return undefined;
    switch (event.type) {
      case 'scheduling.meeting-moved.v1': {
        const { startsAt, endsAt, movedBy: by, reason, movedAt: at } = event.data;
        const moves = [...before.moves, { from: before.startsAt, by, reason, at }];
        return { ...before, startsAt, endsAt, moves, sequence: before.sequence + 1, changedAt: at, version };
      }
      case 'scheduling.meeting-cancelled.v1': {
        const { cancelledBy: by, reasonCode, reason, cancelledAt: at } = event.data;
        const cancelled = { by, reasonCode, reason, at };
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
