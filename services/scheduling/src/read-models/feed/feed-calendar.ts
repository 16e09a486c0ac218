import { ICalCalendar, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { MeetingEntry } from '../meetings/meetings.projection.ts';

/** How long a calendar program may keep its copy, in seconds. */
export const feedFreshSeconds = 15 * 60;

/**
 * The calendar of one person as RFC 5545 text, in UTC: the same meetings give the same bytes. UID stays for a meeting's life, SEQUENCE grows when it moves.
 * A feed lies on other people's servers, so it says that there is a meeting and which: no name, no word of the pair.
 *
 * @param meetings by time, each with its title
 * @param portalUrl address of the web portal, where there is one; no slash at its end
 */
export const feedCalendar = (meetings: ReadonlyMap<MeetingEntry, string>, portalUrl: string | undefined): string => {
  const calendar = new ICalCalendar({
    name: 'Mentoring',
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'Telemachy', product: 'Calendar feed', language: 'EN' },
    ttl: feedFreshSeconds,
  });
  for (const [meeting, summary] of meetings) {
    const { meetingId, sequence, status, startsAt, endsAt, bookedAt, changedAt } = meeting;
    calendar.createEvent({
      id: `${meetingId}@telemachy`,
      sequence,
      start: new Date(startsAt),
      end: new Date(endsAt),
      // Not now, but when it last changed: else no two answers would be alike.
      stamp: new Date(changedAt),
      created: new Date(bookedAt),
      lastModified: new Date(changedAt),
      summary,
      ...(portalUrl === undefined ? {} : { url: `${portalUrl}/meetings/${meetingId}` }),
      status: status === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  return `${calendar.toString()}\r\n`;
};
