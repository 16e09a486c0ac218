import type { MeetingId } from '@telemachy/contracts';
import type { MentorshipFact } from '@telemachy/contracts/matching';
import type { MeetingFact } from '@telemachy/contracts/scheduling';
import type { Process } from '@telemachy/kernel';
import type { CancelMeeting } from '../../domain/meeting.ts';

type Heard =
  | Extract<MeetingFact, { type: 'scheduling.meeting-booked.v1' | 'scheduling.meeting-cancelled.v1' }>
  | Extract<MentorshipFact, { type: 'matching.mentorship-ended.v1' }>;
type State = { readonly ended: boolean; readonly open: readonly MeetingId[] };
/** A command, and the meeting it is for. */
export type CloseMeeting = CancelMeeting & { readonly meetingId: MeetingId };

const close = (meetingId: MeetingId, at: string) => ({
  kind: 'command' as const,
  command: {
    type: 'cancel-meeting',
    meetingId,
    reasonCode: 'mentorship-ended',
    reason: '',
    by: 'program',
    at,
  } satisfies CloseMeeting,
});

/**
 * Cancels what a mentorship that ended had still before it. One instance per mentorship. A meeting booked while the news of the end was on its way is cancelled
 * too; one that has begun stays as it is, which the meeting itself decides.
 */
export const closeMeetings: Process<State, Heard, CloseMeeting> = {
  name: 'close-meetings',
  version: 1,
  hears: ['matching.mentorship-ended.v1', 'scheduling.meeting-booked.v1', 'scheduling.meeting-cancelled.v1'],
  correlate: ({ event }) => event.data.mentorshipId,
  initial: { ended: false, open: [] },
  react: ({ event, recordedAt }, { ended, open }) => {
    switch (event.type) {
      case 'matching.mentorship-ended.v1':
        return open.map((meetingId) => close(meetingId, recordedAt));
      case 'scheduling.meeting-booked.v1':
        return ended ? [close(event.data.meetingId, recordedAt)] : [];
      case 'scheduling.meeting-cancelled.v1':
        return [];
    }
  },
  evolve: (state, { event }) => {
    switch (event.type) {
      case 'matching.mentorship-ended.v1':
        return { ended: true, open: [] };
      case 'scheduling.meeting-booked.v1':
        return state.ended ? state : { ...state, open: [...state.open, event.data.meetingId] };
      case 'scheduling.meeting-cancelled.v1':
        return { ...state, open: state.open.filter((id) => id !== event.data.meetingId) };
    }
  },
};
