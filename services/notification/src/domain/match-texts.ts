import type { Place, Text, Words } from './words.ts';

const at = (words: Words): Place => ({ service: 'matching', path: `/mentorships/${words.value('mentorshipId')}` });
const answerBy = (words: Words): readonly string[] =>
  words.has('deadlineAt')
    ? [`Please answer by ${words.moment('deadlineAt')}; the place is kept for you until then.`]
    : [];

export const matchTexts = {
  'match-proposed': (words: Words): Text => ({
    subject: `Meet ${words.partner}, proposed as your ${words.role}`,
    paragraphs: [
      `We would like to introduce you to ${words.partner} as your ${words.role}. Have a look at why you two may suit each other, and say whether you would like to begin.`,
      ...answerBy(words),
    ],
    action: 'See the match and answer',
    ...at(words),
  }),
  'match-accepted-by-partner': (words: Words): Text => ({
    subject: `${words.Partner} said yes`,
    paragraphs: [
      `${words.Partner} would be glad to be your ${words.role}. Your own answer is still open.`,
      ...answerBy(words),
    ],
    action: 'Answer',
    ...at(words),
  }),
  'match-accepted-by-both': (words: Words): Text => ({
    subject: `You and ${words.partner} both said yes`,
    paragraphs: ['Next comes your agreement: what this is for, how often you meet, and what stays between you.'],
    action: 'See what comes next',
    ...at(words),
  }),
  'match-declined-by-you': (): Text => ({
    subject: 'Your answer has arrived',
    paragraphs: [
      'You declined a proposed match, and that is fine. The other side is told neither that it was you nor why, and your own words are not passed on. If you had said yes before, they hear now that the match no longer stands, and no more than that.',
      'If another match can be proposed to you, you will hear from us.',
    ],
    action: 'See your matches',
    service: 'matching',
    path: '/mentorships',
  }),
  'match-lapsed': (): Text => ({
    subject: 'A proposed match no longer stands',
    paragraphs: [
      'A match that was proposed to you has not come about and no longer stands.',
      'If another one can be proposed to you, you will hear from us. Your coordinator knows and takes care of what comes next; you need not do anything.',
    ],
    action: 'See your matches',
    service: 'matching',
    path: '/mentorships',
  }),
  'mentorship-active': (words: Words): Text => ({
    subject: `You and ${words.partner} can begin`,
    paragraphs: [
      `Both of you have signed, and your mentorship with ${words.partner} begins.`,
      'A good next step is a date for your first meeting. Name the hours that suit you, and the times that suit you both are found for you.',
    ],
    action: 'Find a time',
    service: 'scheduling',
    path: `/mentorships/${words.value('mentorshipId')}/slots`,
  }),
  'mentorship-ended': (words: Words): Text => ({
    subject: `Your mentorship with ${words.partner} has ended`,
    paragraphs: [
      `Your mentorship with ${words.partner} has ended. Thank you for the time and attention you gave to it.`,
      'If you have questions, your coordinator is there for you.',
    ],
    action: 'Look back',
    ...at(words),
  }),
  'mentorship-ended-by-you': (words: Words): Text => ({
    subject: `You ended your mentorship with ${words.partner}`,
    paragraphs: [`${words.Partner} has been told. Thank you for the time and attention you gave to it.`],
    action: 'Look back',
    ...at(words),
  }),
  'agreement-to-sign': (words: Words): Text => ({
    subject: `Your agreement with ${words.partner} is ready to sign`,
    paragraphs: [
      `The agreement between you and ${words.partner} is waiting for you. Read it in your own time, propose a change where something does not suit you, and sign once it does.`,
      ...(Number(words.value('agreementVersion')) > 1
        ? ['It is a new version; signatures of the one before no longer count.']
        : []),
    ],
    action: 'Read and sign',
    ...at(words),
  }),
  'agreement-signed-by-partner': (words: Words): Text => ({
    subject: `${words.Partner} has signed your agreement`,
    paragraphs: ['Once you have signed too, your mentorship begins.'],
    action: 'Read and sign',
    ...at(words),
  }),
};
