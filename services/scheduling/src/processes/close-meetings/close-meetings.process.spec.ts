import { describe, it } from '@jest/globals';
import { CohortId, MeetingId } from '@telemachy/contracts';
import { processSpecFor, recorded } from '@telemachy/testing';
import { booked, cancelled, pair } from '../../domain/testing/meetings.ts';
import { closeMeetings } from './close-meetings.process.ts';

type Heard = Parameters<typeof closeMeetings.react>[0]['event'];
const { given } = processSpecFor(closeMeetings);
const { mentorshipId, mentorId, menteeId } = pair;
const ended: Heard = {
  type: 'matching.mentorship-ended.v1',
  data: {
    mentorshipId,
    mentorId,
    menteeId,
    cohortId: CohortId.parse('5b7e7d1a-4d0e-58a1-8a52-9d5f0f3c2b07'),
    by: 'mentor',
    authorId: mentorId,
    reasonCode: 'completed',
    endedAt: '2026-12-05T08:00:00.000Z',
  },
};
const another = MeetingId.parse('0f6c1a52-6a55-5f0e-9a63-6f3a3b3f6f09');
const first = booked('2026-12-08T10:00:00Z') as Heard & { type: 'scheduling.meeting-booked.v1' };
const second: Heard = { ...first, data: { ...first.data, meetingId: another } };
const at = '2026-12-05T08:00:01.000Z';
const close = (meetingId: MeetingId) => ({
  kind: 'command' as const,
  command: {
    type: 'cancel-meeting',
    meetingId,
    reasonCode: 'mentorship-ended',
    reason: '',
    by: 'program',
    at,
  } as const,
});

describe('the end of a mentorship', () => {
  it('cancels every meeting that it still had', () =>
    given(first, second)
      .when(recorded(ended, { recordedAt: at }))
      .then(close(pair.meetingId), close(another)));
  it('leaves alone what was cancelled before', () =>
    given(first, second, cancelled())
      .when(recorded(ended, { recordedAt: at }))
      .then(close(another)));
  it('cancels a meeting that was booked while the news was on its way', () =>
    given(ended)
      .when(recorded(first, { recordedAt: at }))
      .then(close(pair.meetingId)));
  it('says nothing twice', () =>
    given(first, ended)
      .when(recorded(ended, { recordedAt: at }))
      .thenNothing());
});

describe('a mentorship that goes on', () => {
  it('keeps its meetings', () => given().when(first).thenNothing());
});
