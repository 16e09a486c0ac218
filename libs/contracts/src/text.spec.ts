import { describe, expect, it } from '@jest/globals';
import { faultOfText, Line } from './text.ts';

describe('a text', () => {
  it.each(['Zoë', 'two\nlines\r\nand\ta tab', 'שלום\u200f (mixed) \u2068abc\u2069', '👩‍🚒', ''])('may be %j', (text) =>
    expect(faultOfText(text)).toBeUndefined(),
  );

  it.each([
    ['a\u0000b', 'U+0000'],
    ['a\u001b[31m', 'U+001B'],
    ['a\u000bb', 'U+000B'],
    ['a\u007f', 'U+007F'],
    ['a\u0085', 'U+0085'],
    ['invoice\u202egnp.exe', 'U+202E'],
    ['a\ud800', 'half a character'],
  ])('is at fault where it is %j', (text, named) => expect(faultOfText(text)).toContain(named));

  it('of one line has no line break and no tab', () => {
    expect(Line.safeParse(' Spring ')).toMatchObject({ success: true, data: 'Spring' });
    for (const text of ['a\nb', 'a\tb', 'a\u0000']) expect(Line.safeParse(text).success).toBe(false);
  });
});
