import { describe, expect, it } from '@jest/globals';
import { canary, formsOf, searchFor } from './forms.ts';

const words = 'a1b2c3ü4d5e';

describe('a search for words', () => {
  it.each<[string, (text: string) => Buffer | string]>([
    ['UTF-8', (text) => text],
    ['UTF-16LE', (text) => Buffer.from(text, 'utf16le')],
    ['UTF-16BE', (text) => Buffer.from(text, 'utf16le').swap16()],
    ['Latin-1', (text) => Buffer.from(text, 'latin1')],
    ['JSON-escaped', (text) => JSON.stringify(text).replaceAll('ü', String.raw`\u00fc`)],
    ['JSON in JSON', (text) => JSON.stringify(JSON.stringify(text).replaceAll('ü', String.raw`\u00fc`))],
    ['hex', (text) => Buffer.from(text).toString('hex')],
    ['base64', (text) => Buffer.from(text).toString('base64')],
    ['base64url', (text) => Buffer.from(text).toString('base64url')],
    ['base64 of UTF-16', (text) => Buffer.from(text, 'utf16le').toString('base64')],
    ['an address', (text) => `/v1/things?q=${encodeURIComponent(text)}`],
  ])('finds them as %s, wherever they begin', (_, as) => {
    for (const before of ['', '1', '12', '123', '~?>']) {
      const search = searchFor([words]);
      search.into('here', as(`${before}${words} and more`));
      expect({ before, found: search.found(words).length > 0 }).toEqual({ before, found: true });
    }
  });

  it('finds no others', () => {
    const search = searchFor([words, canary()]);
    search.into('here', 'a1b2c3u4d5e and A1B2C3ü4D5E');
    expect(search.found(words)).toEqual([]);
    expect(search.looked()).toBe(1);
  });

  it('is never for something short, which would be found everywhere', () => {
    for (const [form, text] of formsOf(canary()))
      expect({ form, long: text.length >= 20 }).toEqual({ form, long: true });
  });
});
