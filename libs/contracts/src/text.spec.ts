import { describe, expect, it } from '@jest/globals';
import { asKey, faultOfText, invisibleIn, isVisible, Line, textForm, Words } from './text.ts';

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

  it.each(['\u200b', '\u200d', '\u00a0', '\ufeff', '\u2060', '\u00ad', '\u3164', '\u2800', '\u{e0041}', ' \n', ''])(
    'shows nothing where it is %j',
    (text) => {
      expect(isVisible(text)).toBe(false);
      expect(Words.safeParse(text).success).toBe(text.trim() === '');
      expect(Line.min(1).safeParse(text).success).toBe(false);
    },
  );
  it.each(['👩‍🚒', 'نمی\u200cخواهم', 'a\u200b', '-'])('shows something where it is %j', (text) => {
    expect(isVisible(text)).toBe(true);
    expect(Line.parse(text)).toBe(text);
  });

  it.each([
    ['X\u200b1', 'U+200B'],
    ['X\u00ad1', 'U+00AD'],
    ['X\u20601', 'U+2060'],
    ['X\ufeff1', 'U+FEFF'],
    ['X\u200d1', 'U+200D'],
    ['X\ufe0f1', 'U+FE0F'],
    ['X\u115f1', 'U+115F'],
    ['X 1', undefined],
  ])('like %j holds a character that nobody sees: %s', (text, named) => expect(invisibleIn(text)).toBe(named));

  it('that tells people apart is compared as it looks', () => {
    for (const text of ['X 1', 'X\u00a01', '\u2003X\u20091\u00a0']) expect(asKey(text)).toBe('X 1');
    expect(asKey('e\u0301')).toBe('\u00e9');
  });

  it('is told by a pattern as it is judged, character by character', () => {
    const form = new RegExp(textForm, 'u');
    const others = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code)).filter(
      (text) => form.test(text) !== (faultOfText(text) === undefined),
    );
    expect(others).toEqual([]);
  });

  it('of one line has no line break and no tab', () => {
    expect(Line.safeParse(' Spring ')).toMatchObject({ success: true, data: 'Spring' });
    for (const text of ['a\nb', 'a\tb', 'a\u0000']) expect(Line.safeParse(text).success).toBe(false);
  });
});
