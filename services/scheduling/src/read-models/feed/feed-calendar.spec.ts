import { describe, expect, it } from '@jest/globals';
import type { MeetingFact } from '@telemachy/contracts/scheduling';
import { projectionSpecFor } from '@telemachy/testing';
import { booked, cancelled, moved, pair } from '../../domain/testing/meetings.ts';
import { meetings } from '../meetings/meetings.projection.ts';
import { feedCalendar } from './feed-calendar.ts';
import { feedSecretHash, newFeedSecret, tenantOfFeedSecret } from './feed-secret.ts';

const ten = '2026-12-01T10:00:00Z';
const calendar = (...facts: MeetingFact[]) =>
  feedCalendar(
    [
      ...projectionSpecFor(meetings)
        .given(...facts)
        .documents()
        .values(),
    ],
    'https://mentoring.example',
  );
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
        'SUMMARY:Mentoring meeting',
        'STATUS:CONFIRMED',
        `URL;VALUE=URI:https://mentoring.example/v1/meetings/${pair.meetingId}`,
      ]),
    ));

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
