import type { Text, Words } from './words.ts';

const text = (words: Words, subject: string, sentence: string): Text => ({
  subject,
  paragraphs: [sentence],
  action: 'Open the goal',
  service: 'goals',
  path: `/goals/${words.value('goalId')}`,
});
const due = (words: Words): string => (words.has('dueOn') ? `, due ${words.date('dueOn')}` : '');

/** They say that something happened; what it says is read in the application, by the two people alone. */
export const goalTexts = {
  'goal-set': (words: Words): Text =>
    text(words, `${words.Partner} set a goal`, `${words.Partner} set a new goal for your mentorship${due(words)}.`),
  'goal-adjusted': (words: Words): Text =>
    text(
      words,
      `${words.Partner} adjusted a goal`,
      `A goal was adjusted${due(words)}. You find the old target beside the new one.`,
    ),
  'goal-checked-in': (words: Words): Text =>
    text(
      words,
      `${words.Partner} checked in on a goal`,
      `${words.Partner} noted how it is going. You can read it in the goal.`,
    ),
  'goal-reached': (words: Words): Text =>
    text(words, `${words.Partner} reached a goal`, `${words.Partner} reached a goal. A good moment to say well done.`),
  'goal-missed': (words: Words): Text =>
    text(
      words,
      `${words.Partner} closed a goal`,
      `${words.Partner} closed a goal that was not reached. What it taught is worth a few minutes of your next meeting.`,
    ),
};
