import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { folderOf, isNewEnough } from './install.ts';

const pins = readFileSync(new URL('requirements.txt', import.meta.url), 'utf8');

describe('the pins of the fuzzer', () => {
  it('give each package one version and at least one hash', () => {
    const packages = pins.split(/\n(?=[a-z])/).filter((part) => !part.startsWith('#'));
    expect(packages.length).toBeGreaterThan(20);
    for (const part of packages)
      expect(part).toMatch(/^[\w-]+==[\w.]+( ; [^\n]+)? \\\n(\s+--hash=sha256:[0-9a-f]{64}( \\)?\n?)+$/);
  });
});

describe('the folder of the fuzzer', () => {
  const folder = (text: string, python: string) => folderOf({ TELEMACHY_CACHE: '/cache' }, text, python);

  it('lies in the cache under its version', () =>
    expect(folder(pins, '3.11')).toMatch(/^\/cache\/schemathesis-4\.[\d.]+-python3\.11-[0-9a-f]{12}$/));

  it('is another for other pins and for another Python', () => {
    const folders = [folder(pins, '3.11'), folder(pins, '3.12'), folder(`${pins}#`, '3.11')];
    expect(new Set(folders).size).toBe(3);
  });
});

describe('a Python', () => {
  it.each([
    ['2.7', false],
    ['3.9', false],
    ['3.10', false],
    ['3.11', true],
    ['3.14', true],
    ['4.0', true],
  ])('of version %s: new enough is %s', (python, expected) => expect(isNewEnough(python)).toBe(expected));
});
