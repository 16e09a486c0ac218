import type { RefusalTable } from '@telemachy/service-shell';
import type { AvailabilityRefusal } from '../domain/availability.ts';
import type { FeedRefusal } from '../domain/feed.ts';
import type { MeetingRefusal } from '../domain/meeting.ts';

const nothingHere = { status: 404, detail: 'There is nothing here that you may see.' } as const;
const time = (detail: string) => ({ status: 422, detail, field: 'startsAt' }) as const;

/** A new refusal does not compile until someone chooses its answer here. */
export const meetingRefusals: RefusalTable<MeetingRefusal> = {
  'time-not-on-the-minute': time('A meeting starts on a whole minute.'),
  'time-in-the-past': time('This time is over.'),
  'notice-too-short': time('This is too soon: a meeting needs more notice.'),
  'beyond-the-horizon': time('This is too far ahead to be booked yet.'),
  'mentor-availability-not-set': { status: 409, detail: 'The mentor has not said when they can meet.' },
  'mentee-availability-not-set': { status: 409, detail: 'The mentee has not said when they can meet.' },
  'outside-mentor-availability': time('The mentor is not available then.'),
  'outside-mentee-availability': time('The mentee is not available then.'),
  'mentorship-not-active': { status: 409, detail: 'Meetings are booked while a mentorship is active.' },
  'meeting-already-booked': { status: 409, detail: 'This meeting was booked before, at another time.' },
  'meeting-not-booked': nothingHere,
  'meeting-cancelled': { status: 409, detail: 'This meeting was cancelled; it stays so. Book another one.' },
  'meeting-has-begun': { status: 409, detail: 'This meeting has begun; it stays as it is.' },
};

export const availabilityRefusals: RefusalTable<AvailabilityRefusal> = {
  'availability-not-set': { status: 409, detail: 'Say your zone and weekly windows first: a date alone has no zone.' },
  'windows-not-valid': { status: 422, detail: 'The windows overlap, or end before they start.' },
};

export const feedRefusals: RefusalTable<FeedRefusal> = {
  'feed-not-issued': nothingHere,
  'feed-already-issued': { status: 409, detail: 'This feed was issued before, with another secret.' },
};
