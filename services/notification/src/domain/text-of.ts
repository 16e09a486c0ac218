import type { About, TemplateName } from './templates.ts';
import { goalTexts } from './goal-texts.ts';
import { matchTexts } from './match-texts.ts';
import { meetingTexts } from './meeting-texts.ts';
import { wordsFor } from './words.ts';
import type { Reader, Text, Words } from './words.ts';

const texts: Readonly<Record<TemplateName, (words: Words) => Text>> = { ...matchTexts, ...meetingTexts, ...goalTexts };

/** The words of a message, made when it is shown or sent: names and zones are those of that moment, and no fact ever holds them. */
export const textOf = (template: TemplateName, about: About, reader: Reader): Text =>
  texts[template](wordsFor(about, reader));
