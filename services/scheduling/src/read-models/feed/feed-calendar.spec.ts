import { describe, expect, it } from '@jest/globals';
import { MentorshipId } from '@telemachy/contracts';
import type { MeetingFact } from '@telemachy/contracts/scheduling';
import { projectionSpecFor } from '@telemachy/testing';
import { booked, cancelled, moved, pair } from '../../domain/testing/meetings.ts';
import { meetings, type MeetingEntry } from '../meetings/meetings.projection.ts';
import { feedCalendar } from './feed-calendar.ts';
import { feedTitles, type Titled } from './feed-titles.ts';
import { feedSecretHash, newFeedSecret, tenantOfFeedSecret } from './feed-secret.ts';

const ten = '2026-12-01T10:00:00Z';
const documents = (...facts: MeetingFact[]) => [
  ...projectionSpecFor(meetings)
    .given(...facts)
    .documents()
    .values(),
];
const titled = (over: Partial<Titled> = {}): Titled => ({
  owner: pair.menteeId,
  pairs: [{ ...pair, activatedAt: '2026-11-01T08:00:00.000Z' }],
  earlier: new Map(),
  ...over,
});
const calendarAt = (portalUrl: string | undefined, ...facts: MeetingFact[]) => {
  return feedCalendar(feedTitles(documents(...facts), titled()), portalUrl);
};
const calendar = (...facts: MeetingFact[]) => calendarAt('https://mentoring.example', ...facts);
/** Long lines come folded (RFC 5545 §3.1). */
const lines = (...facts: MeetingFact[]) =>
  calendar(...facts)
    .replaceAll('\r\n ', '')
    .split('\r\n');

describe("a person's calendar feed", () => {
  it('says in UTC when the meeting is, and where to read about it', () =>
    expect(lines(booked(ten))).toEqual(
      expect.arrayContaining([
        'METHOD:PUBLISH',
        'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
        `UID:${pair.meetingId}@telemachy`,
        'SEQUENCE:0',
        'DTSTART:20261201T100000Z',
        'DTEND:20261201T110000Z',
        'DTSTAMP:20261130T080000Z',
        'SUMMARY:Mentoring with your mentor\\, meeting 1\\, by video',
        'STATUS:CONFIRMED',
        `URL;VALUE=URI:https://mentoring.example/meetings/${pair.meetingId}`,
      ]),
    ));

  it('has no link where there is no web portal', () => expect(calendarAt(undefined, booked(ten))).not.toContain('URL'));

  it('keeps the UID of a moved meeting and raises its SEQUENCE', () =>
    expect(lines(booked(ten), moved('2026-12-02T09:00:00Z'))).toEqual(
      expect.arrayContaining([`UID:${pair.meetingId}@telemachy`, 'SEQUENCE:1', 'DTSTART:20261202T090000Z']),
    ));

  it('shows a cancelled meeting as cancelled, so that it leaves the calendars', () =>
    expect(lines(booked(ten), cancelled())).toEqual(expect.arrayContaining(['STATUS:CANCELLED', 'SEQUENCE:1'])));

  it('holds not one word of the two', () => {
    const text = calendar(booked(ten), moved('2026-12-02T09:00:00Z'), cancelled());
    for (const word of ['First steps', 'No train', 'No voice', pair.mentorId, pair.menteeId, pair.mentorshipId]) {
      expect(text).not.toContain(word);
    }
  });

  it('is the same to the byte when nothing changed', () => expect(calendar(booked(ten))).toBe(calendar(booked(ten))));
  it('is a calendar even where there is no meeting', () =>
    expect(calendar()).toMatch(/^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/));
});

describe('the title of a meeting in a feed', () => {
  const at = (startsAt: string, over: object = {}): MeetingEntry => {
    const [meeting] = documents(booked(startsAt));
    if (meeting === undefined) throw new Error('a booked meeting is a document');
    return { ...meeting, ...over };
  };
  const titles = (found: readonly MeetingEntry[], over: Partial<Titled> = {}) => [
    ...feedTitles(found, titled(over)).values(),
  ];

  it('counts the meetings of the pair on from those that are too long ago to be shown, without the cancelled', () =>
    expect(
      titles([at(ten), at(ten, { status: 'cancelled', medium: 'phone' }), at(ten, { medium: 'in-person' })], {
        earlier: new Map([[pair.mentorshipId, 7]]),
      }),
    ).toEqual([
      'Mentoring with your mentor, meeting 8, by video',
      'Mentoring with your mentor, by phone',
      'Mentoring with your mentor, meeting 9, in person',
    ]));

  it('tells several partners apart by the order in which it began', () => {
    const other = MentorshipId.parse('7d1a4d0e-58a1-5b7e-8a52-9d5f0f3c2b99');
    const pairs = [
      { ...pair, mentorshipId: other, activatedAt: '2026-11-02T08:00:00.000Z' },
      { ...pair, activatedAt: '2026-11-01T08:00:00.000Z' },
    ];
    const found = [at(ten), at(ten, { mentorshipId: other })];
    expect(titles(found, { owner: pair.mentorId, pairs })).toEqual([
      'Mentoring with mentee 1, meeting 1, by video',
      'Mentoring with mentee 2, meeting 1, by video',
    ]);
  });
});

describe("a feed's secret", () => {
  it('has 128 random bits and names its organization', () => {
    const secret = newFeedSecret('acme.example');
    expect(secret).toMatch(/^acme\.example\.[\w-]{22}$/);
    expect(tenantOfFeedSecret(secret)).toBe('acme.example');
    expect(newFeedSecret('acme.example')).not.toBe(secret);
  });
  it('is kept as a hash that the organization is part of', () => {
    const secret = newFeedSecret('acme');
    expect(feedSecretHash(secret)).toMatch(/^[0-9a-f]{64}$/);
    expect(feedSecretHash(secret.replace('acme', 'other'))).not.toBe(feedSecretHash(secret));
  });
  it.each(['', 'acme', 'acme.', '.aaaaaaaaaaaaaaaaaaaaaa', 'acme.short', 'acme.aaaaaaaaaaaaaaaaaaaaaa$'])(
    'cannot be %j',
    (text) => expect(tenantOfFeedSecret(text)).toBeUndefined(),
  );
});
