import type { Place, Text, Words } from './words.ts';

const at = (words: Words): Place => ({ service: 'scheduling', path: `/meetings/${words.value('meetingId')}` });
const media: Readonly<Record<string, string>> = {
  'in-person': 'in person',
  video: 'by video',
  phone: 'by phone',
  chat: 'by chat',
};
const how = (words: Words): string => {
  const medium = media[words.value('medium')];
  return medium === undefined ? '' : `, ${medium}`;
};
const before = (words: Words): readonly string[] =>
  words.has('previousStartsAt') ? [`It was planned for ${words.moment('previousStartsAt')}.`] : [];
const planned = (words: Words): string => (words.has('startsAt') ? ` on ${words.moment('startsAt')}` : '');
const short = (words: Words): string => (words.has('startsAt') ? `, ${words.brief('startsAt')}` : '');

export const meetingTexts = {
  'meeting-booked': (words: Words): Text => ({
    subject: `${words.Partner} booked a meeting with you, ${words.brief('startsAt')}`,
    paragraphs: [
      `${words.Partner} booked a meeting with you: ${words.stretch('startsAt', 'endsAt')}${how(words)}.`,
      'If the time does not suit you, move or cancel it; the sooner, the kinder.',
    ],
    action: 'Open the meeting',
    ...at(words),
  }),
  'meeting-booked-by-you': (words: Words): Text => ({
    subject: `Your meeting with ${words.partner}, ${words.brief('startsAt')}`,
    paragraphs: [`You booked a meeting with ${words.partner}: ${words.stretch('startsAt', 'endsAt')}${how(words)}.`],
    action: 'Open the meeting',
    ...at(words),
  }),
  'meeting-moved': (words: Words): Text => ({
    subject: `Moved: your meeting with ${words.partner}, now ${words.brief('startsAt')}`,
    paragraphs: [`Your meeting with ${words.partner} is now ${words.stretch('startsAt', 'endsAt')}.`, ...before(words)],
    action: 'Open the meeting',
    ...at(words),
  }),
  'meeting-moved-by-you': (words: Words): Text => ({
    subject: `You moved your meeting with ${words.partner} to ${words.brief('startsAt')}`,
    paragraphs: [`It is now ${words.stretch('startsAt', 'endsAt')}.`, ...before(words)],
    action: 'Open the meeting',
    ...at(words),
  }),
  'meeting-cancelled': (words: Words): Text => ({
    subject: `Cancelled: your meeting with ${words.partner}${short(words)}`,
    paragraphs: [
      `Your meeting with ${words.partner}${planned(words)} will not take place.`,
      ...(words.value('reasonCode') === 'mentorship-ended'
        ? ['It falls away because the mentorship has ended.']
        : ['You may want to find another time.']),
    ],
    action: 'Open the meeting',
    ...at(words),
  }),
  'meeting-cancelled-by-you': (words: Words): Text => ({
    subject: `You cancelled your meeting with ${words.partner}${short(words)}`,
    paragraphs: [`${words.Partner} has been told.`],
    action: 'Open the meeting',
    ...at(words),
  }),
  'meeting-reminder': (words: Words): Text => ({
    subject: `Reminder: your meeting with ${words.partner}, ${words.brief('startsAt')}`,
    paragraphs: [
      `You are meeting ${words.partner}: ${words.stretch('startsAt', 'endsAt')}.`,
      'A few minutes now for what you would like to talk about make it a better hour.',
    ],
    action: 'Open the meeting',
    ...at(words),
  }),
};
