import { z } from 'zod';

const unwelcome = /(?![\t\n\r])\p{Cc}|[\u202d\u202e]/u;

/**
 * What is wrong with a text, whoever sends it: half a character, a control character other than tab and line break, or an override of the writing
 * direction, which shows other words than there are (Unicode TR 36, 3.2). Marks and isolates, which mixed scripts need, are welcome. The character is
 * named by its number, since nobody can see it.
 */
export const faultOfText = (text: string): string | undefined => {
  if (!text.isWellFormed()) return 'holds half a character (a surrogate without its pair)';
  const found = unwelcome.exec(text)?.[0]?.codePointAt(0);
  if (found === undefined) return undefined;
  return `holds the control character U+${found.toString(16).toUpperCase().padStart(4, '0')}; take it out`;
};

/** Whether a text has one line: no line break, no tab. */
export const isOneLine = (text: string): boolean => !/\p{Cc}/u.test(text);
/** A text of one line, such as a name. */
export const Line = z.string().trim().refine(isOneLine, 'expected one line, without line breaks and tabs');
