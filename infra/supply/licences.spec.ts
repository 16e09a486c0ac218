import { describe, expect, it } from '@jest/globals';
import { forbidden, isPermissive, type Component } from './licences.ts';

const component = (...ids: readonly string[]): Component => ({
  group: '@scope',
  name: 'part',
  version: '1.0.0',
  licenses: ids.map((id) => ({ license: { id } })),
});

describe('a licence', () => {
  it.each(['MIT', 'Apache-2.0', '(MIT OR GPL-3.0-only)', 'MIT AND ISC', '(BSD-2-Clause OR MIT OR Apache-2.0)'])(
    'is permissive: %s',
    (expression) => expect(isPermissive(expression)).toBe(true),
  );
  it.each([
    'GPL-3.0-only',
    'LGPL-2.1-or-later',
    'AGPL-3.0-only',
    'SSPL-1.0',
    'MPL-2.0',
    'BUSL-1.1',
    'UNLICENSED',
    'MIT AND GPL-2.0-only',
    '(MIT OR (ISC AND GPL-2.0-only))',
    '',
  ])('is not: %s', (expression) => expect(isPermissive(expression)).toBe(false));
});

describe('a part of the product', () => {
  it('may be permissive, or our own', () => {
    const own = { name: 'goals', version: '0.1.0', properties: [{ name: 'cdx:npm:package:private', value: 'true' }] };
    expect(forbidden([component('MIT'), own])).toEqual([]);
  });
  it.each([
    ['under copyleft', component('SSPL-1.0'), '@scope/part 1.0.0: SSPL-1.0'],
    ['under both at once', component('MIT', 'AGPL-3.0-only'), '@scope/part 1.0.0: MIT, AGPL-3.0-only'],
    ['under nothing', component(), '@scope/part 1.0.0: no licence'],
  ])('may not be %s', (_, part, told) => expect(forbidden([part])).toEqual([told]));
});
