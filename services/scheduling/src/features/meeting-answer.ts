import type { MeetingFact } from '@telemachy/contracts/scheduling';
import type { Meeting } from '../domain/meeting.ts';

/** What a command on a meeting answers. It is kept with the commit, so no word of the pair stands in it. */
export const meetingAnswer = (_: readonly MeetingFact[], after: Meeting): Readonly<Record<string, unknown>> => {
  if (after.status === 'none') return { status: after.status };
  const { mentorshipId, mentorId, menteeId } = after.pair;
  const { status, startsAt, endsAt } = after;
  return { mentorshipId, mentorId, menteeId, status, startsAt, endsAt };
};
