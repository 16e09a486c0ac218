import { z } from 'zod';

const unwelcome = /(?![\t\n\r])\p{Cc}|[\u202d\u202e]/u;

/** What `faultOfText` takes, as a pattern for JSON Schema. */
export const textForm = String.raw`^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202d\u202e]*$`;
/** The same, on one line. */
const lineForm = String.raw`^[^\u0000-\u001f\u007f-\u009f\u202d\u202e]*$`;

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

const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
// A blank pattern of Braille is a symbol to Unicode, and nothing to an eye.
const visible = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * The first character of a text that nobody sees, as U+200B: one that formats or that is ignored by default (UAX 44). Free text and names need some of
 * them, joiners for instance; what people are told apart by does not.
 */
export const invisibleIn = (text: string): string | undefined => {
  const found = invisible.exec(text)?.[0]?.codePointAt(0);
  return found === undefined ? undefined : `U+${found.toString(16).toUpperCase().padStart(4, '0')}`;
};

/** Whether somebody sees anything of a text. */
export const isVisible = (text: string): boolean => visible.test(text);

/** What people are told apart by, an e-mail address or an employee id, as it is compared: whatever looks like one space is one. */
export const asKey = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{White_Space}/gu, ' ')
    .trim();

/** Whether a text has one line: no line break, no tab. */
export const isOneLine = (text: string): boolean => !/\p{Cc}/u.test(text);
/** What somebody writes, empty or with something to see. */
export const Words = z
  .string()
  .trim()
  .refine((text) => text === '' || isVisible(text), 'has no visible character');
/** A text of one line, such as a name. */
export const Line = Words.refine(isOneLine, 'expected one line, without line breaks and tabs').meta({
  pattern: lineForm,
});
