import { describe, expect, it } from '@jest/globals';
import { templates } from './templates.ts';
import type { About, TemplateName } from './templates.ts';
import { textOf } from './text-of.ts';

const about: About = {
  mentorshipId: '7c1e5b2d-4a6f-5930-b8e1-2d4c6a8f0b33',
  meetingId: '9d2f6a3e-1b7c-5e48-a6d0-3c5b8e7f1a22',
  goalId: '2e4d6c8b-0a1f-5c3e-9d7b-5a6f8e0c1b44',
  partnerId: '1a2b3c4d-5e6f-5a7b-8c9d-0e1f2a3b4c5d',
  partnerRole: 'mentor',
  startsAt: '2026-11-26T13:00:00.000Z',
  endsAt: '2026-11-26T14:00:00.000Z',
  deadlineAt: '2026-12-01T17:00:00.000Z',
  dueOn: '2027-03-31',
  medium: 'video',
  agreementVersion: 1,
};
const berlin = { partnerName: 'Ada Lovelace', zone: 'Europe/Berlin' };
const read = (template: TemplateName, reader = berlin, facts = about) => {
  const { subject, paragraphs } = textOf(template, facts, reader);
  return [subject, ...paragraphs].join('\n');
};

describe('the words of a message', () => {
  it('name the person and the time on the recipient’s clock', () =>
    expect(textOf('meeting-booked', about, berlin)).toEqual({
      subject: 'Ada Lovelace booked a meeting with you, Thu 26 Nov, 14:00',
      paragraphs: [
        'Ada Lovelace booked a meeting with you: Thursday, 26 November 2026, 14:00–15:00 (Europe/Berlin, GMT+1), by video.',
        'If the time does not suit you, move or cancel it; the sooner, the kinder.',
      ],
      action: 'Open the meeting',
      service: 'scheduling',
      path: '/meetings/9d2f6a3e-1b7c-5e48-a6d0-3c5b8e7f1a22',
    }));

  it('follow the zone across a change of the clock', () =>
    expect(
      read(
        'meeting-reminder',
        { partnerName: 'Ada', zone: 'America/New_York' },
        { ...about, startsAt: '2027-03-14T07:30:00Z' },
      ),
    ).toContain('Sunday, 14 March 2027, 03:30'));

  it('give the time in UTC, and say so, where no zone is known', () =>
    expect(read('meeting-reminder', { ...berlin, zone: 'UTC' })).toContain('13:00–14:00 (UTC)'));

  it('speak of the role while the name is not known', () => {
    const { subject } = textOf('match-accepted-by-partner', about, { zone: 'UTC' });
    expect(subject).toBe('Your mentor said yes');
  });

  it('ask to sign a newer version, and say what became of the older signatures', () =>
    expect(read('agreement-to-sign', berlin, { ...about, agreementVersion: 2 })).toContain('no longer count'));

  it('speak of a cancelled meeting whose time was never heard of', () => {
    const { startsAt: _, ...unknown } = about;
    expect(read('meeting-cancelled', berlin, unknown)).toBe(
      'Cancelled: your meeting with Ada Lovelace\nYour meeting with Ada Lovelace will not take place.\nYou may want to find another time.',
    );
  });

  it('of a match that no longer stands name nobody and tell of no decline', () => {
    const text = read('match-lapsed');
    expect(text).not.toContain('Ada');
    expect(text).not.toMatch(/declin|refus|said no|reject/i);
  });

  it.each(Object.keys(templates) as TemplateName[])('%s leaves no gap', (template) => {
    const text = read(template);
    expect(text).not.toMatch(/undefined|NaN|null|\[object|Invalid/);
    expect(text).not.toMatch(/ {2}| [.,]/);
  });
});
