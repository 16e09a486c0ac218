import { describe, expect, it } from '@jest/globals';
import { TrustedIssuers } from './trusted-issuers.ts';

const faultsOf = (text: string) => TrustedIssuers.safeParse(text).error?.issues.map(({ message }) => message);

describe('the issuers that are trusted', () => {
  it('are each with the organizations that it speaks for', () =>
    expect(TrustedIssuers.parse('https://a.example/realm acme acme-labs ,http://b.example:8080  beta')).toEqual([
      { url: 'https://a.example/realm', organizations: ['acme', 'acme-labs'] },
      { url: 'http://b.example:8080', organizations: ['beta'] },
    ]));
  it('may be one that speaks for whichever organization it names', () =>
    expect(TrustedIssuers.parse('https://a.example')).toEqual([{ url: 'https://a.example' }]));
  it.each([
    ['of several one names no organization', 'https://a.example acme, https://b.example', /^of several issuers each/],
    ['two speak for one organization', 'https://a.example acme, https://b.example beta acme', /^gives an organization/],
    ['one is there twice', 'https://a.example acme, https://a.example beta', /^names an issuer twice/],
    ['one is no address', 'login.a.example', /^Invalid URL/],
    ['an organization could not be part of a key', 'https://a.example acme|beta', /^expected 1–63 letters/],
    ['there is none', ' , ', /^names nothing/],
  ])('are refused where %s', (_, text, fault) => expect(faultsOf(text)).toEqual([expect.stringMatching(fault)]));
});
