import { describe, expect, it } from '@jest/globals';
import type { ColumnMapping } from '@telemachy/contracts/matching';
import { coversOf, rowReader } from './person-row.ts';

const mapping: ColumnMapping = {
  columns: [
    { column: 'email address', to: 'email', as: 'hr' },
    { column: 'first name', to: 'givenName', as: 'hr' },
    { column: 'last name', to: 'familyName', as: 'hr' },
    { column: 'places', to: 'capacity', as: 'hr' },
    { column: 'boss', to: 'manager', as: 'hr' },
    { column: 'grade', to: 'grade', as: 'hr' },
    { column: 'languages', to: 'languages', separator: ';', as: 'answer' },
    { column: 'characteristics', to: 'identity', as: 'sensitive' },
  ],
  defaults: { capacity: 2, country: 'GB', identity: 'not told' },
};
const header = [
  'first name',
  'last name',
  'email address',
  'biography',
  'grade',
  'places',
  'boss',
  'languages',
  'characteristics',
];
const ana = ['Ana', 'Núñez', 'Ana@Example.org', 'ignored', 'SEO', '3', 'e-17', 'en; es;', 'private'];
const read = rowReader(header, mapping, 'mentor');
const changed = (column: string, text: string) => read(ana.with(header.indexOf(column), text));

describe('reading a row', () => {
  it('gives the person as the mapping says, sensitive answers apart', () => {
    expect(read(ana)).toEqual({
      row: {
        key: { kind: 'email', value: 'ana@example.org' },
        hr: {
          email: 'Ana@Example.org',
          givenName: 'Ana',
          familyName: 'Núñez',
          attributes: { country: 'GB', grade: 'SEO' },
        },
        manager: 'e-17',
        capacity: 3,
        answers: { languages: ['en', 'es'] },
        sensitiveAnswers: { identity: 'private' },
      },
    });
  });

  it('takes defaults where a cell is empty', () => {
    expect(changed('places', '')).toMatchObject({ row: { capacity: 2 } });
    expect(changed('characteristics', ' ')).toMatchObject({ row: { sensitiveAnswers: { identity: 'not told' } } });
  });

  it('splits a default as the cells of its column', () => {
    const listed: ColumnMapping = { ...mapping, defaults: { languages: 'en; fr' } };
    expect(rowReader(header, listed, 'mentor')(ana.with(header.indexOf('languages'), ''))).toMatchObject({
      row: { answers: { languages: ['en', 'fr'] } },
    });
  });

  it('gives a mentee one place whatever the file says', () => {
    expect(rowReader(header, mapping, 'mentee')(ana)).toMatchObject({ row: { capacity: 1 } });
  });

  it('tells somebody without e-mail by the employee id', () => {
    const byId: ColumnMapping = { columns: [...mapping.columns, { column: 'biography', to: 'employeeId', as: 'hr' }] };
    expect(rowReader(header, byId, 'mentor')(ana.with(2, ''))).toMatchObject({
      row: { key: { kind: 'employee', value: 'ignored' } },
    });
    const number = (text: string) => rowReader(header, byId, 'mentor')(ana.with(2, '').with(3, text));
    expect(number(' X\u00a01\u2003')).toMatchObject({
      row: { key: { kind: 'employee', value: 'X 1' }, hr: { employeeId: 'X 1' } },
    });
    for (const hidden of ['\u200b', '\u2060', '\u00ad', '\ufeff'])
      expect(number(`X${hidden}1`)).toEqual({ problems: [{ column: 'biography', reason: 'invisible-character' }] });
  });

  it('keeps joiners where scripts and emoji need them', () => {
    expect(changed('first name', 'نمی\u200cخواهم')).toMatchObject({ row: { hr: { givenName: 'نمی\u200cخواهم' } } });
    expect(changed('grade', '👩‍🚒')).toMatchObject({ row: { hr: { attributes: { grade: '👩‍🚒' } } } });
  });

  it('keeps a formula as the text it is', () => {
    expect(changed('grade', '=HYPERLINK("http://x")')).toMatchObject({
      row: { hr: { attributes: { grade: '=HYPERLINK("http://x")' } } },
    });
  });

  it.each([
    ['email address', 'ana(at)example.org', 'not-an-email'],
    ['email address', '', 'no-email-and-no-employee-id'],
    ['places', '1.5', 'not-a-whole-number'],
    ['places', '-1', 'not-a-whole-number'],
    ['places', '5000', 'not-a-whole-number'],
    ['grade', 'x'.repeat(10_001), 'too-long'],
    ['grade', 'S\u0000EO', 'control-character'],
    ['first name', 'An\u202ea', 'control-character'],
    ['first name', 'Ana\nMaria', 'not-one-line'],
    ['email address', 'ana\u200b@example.org', 'invisible-character'],
    ['boss', 'e\u00ad17', 'invisible-character'],
    ['first name', '\u200b', 'no-visible-character'],
    ['last name', '\u2060\u3164', 'no-visible-character'],
  ])('refuses a cell of "%s" like "%.20s": %s', (column, text, reason) => {
    expect(changed(column, text)).toEqual({ problems: [{ column, reason }] });
  });

  it('names the first of many cells that are too long', () => {
    const long = ana.map(() => 'x'.repeat(10_001));
    expect(read(long)).toMatchObject({
      problems: [{ reason: 'too-long' }, { reason: 'not-an-email' }, { reason: 'not-a-whole-number' }],
    });
  });

  it('refuses a row without any name, and one with too few cells', () => {
    expect(read(ana.with(0, '').with(1, ' '))).toEqual({ problems: [{ column: 'first name', reason: 'no-name' }] });
    expect(read(ana.slice(1))).toEqual({ problems: [{ column: 'first name', reason: 'wrong-number-of-cells' }] });
  });
});

describe('a mapping', () => {
  it('speaks of its HR attributes and defaults, and of what is sensitive and was an HR fact perhaps', () => {
    expect(new Set(coversOf(mapping))).toEqual(new Set(['manager', 'grade', 'country', 'identity']));
  });
});
