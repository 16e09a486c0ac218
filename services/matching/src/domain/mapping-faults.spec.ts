import { describe, expect, it } from '@jest/globals';
import type { ColumnMapping } from '@telemachy/contracts/matching';
import { faultsOfMapping } from './mapping-faults.ts';

type Column = ColumnMapping['columns'][number];
const email: Column = { column: 'e-mail', to: 'email', as: 'hr' };
const name: Column = { column: 'name', to: 'givenName', as: 'hr' };
const faith: Column = { column: 'Faith', to: 'faith', as: 'sensitive' };
const told = (columns: Column[], defaults: ColumnMapping['defaults'] = {}) =>
  faultsOfMapping({ columns, defaults }).map(({ fault, path }) => `${path}: ${fault}`);

describe('a mapping', () => {
  it('that tells people apart, names them and feeds nothing twice is sound', () => {
    expect(told([email, name, faith], { capacity: 2, faith: 'none', country: 'GB' })).toEqual([]);
  });

  it.each<[string, Column[], string]>([
    ['columns: mapping-names-nobody', [name], 'nobody can be told apart'],
    ['columns: mapping-without-name', [email], 'nobody has a name'],
    ['columns.2.to: mapping-feeds-twice', [email, name, { ...name, column: 'other' }], 'two columns lead to one field'],
    [
      'columns.1.as: mapping-hides-own-field',
      [email, { ...name, as: 'sensitive' }],
      'a name would be shown all the same',
    ],
    ['columns.0.separator: mapping-splits-own-field', [{ ...email, separator: ';' }, name], 'nobody has two addresses'],
    [
      'columns.3.as: mapping-opens-sensitive-column',
      [email, name, faith, { column: ' faith', to: 'belief', as: 'answer' }],
      'a sensitive column is read in the open as well',
    ],
    [
      'columns.2.as: mapping-opens-sensitive-column',
      [email, name, { column: 'FAITH', to: 'belief', as: 'hr' }, faith],
      'the same, whichever comes first',
    ],
  ])('is refused at %s: %3$s', (fault, columns) => expect(told(columns)).toEqual([fault]));

  it.each([-1, 1.5, 1001, 'many', '', '1e2', ' -0'])('is refused where everybody has room for %j', (capacity) => {
    expect(told([email, name], { capacity })).toEqual(['defaults.capacity: mapping-default-capacity']);
  });
  it.each([0, '3', 1000])('is sound where everybody has room for %j', (capacity) => {
    expect(told([email, name], { capacity })).toEqual([]);
  });

  it('is refused where its defaults make one person of all', () => {
    expect(told([email, name], { email: 'all@example.org', employeeId: 7 })).toEqual([
      'defaults.email: mapping-default-identity',
      'defaults.employeeId: mapping-default-identity',
    ]);
  });

  it('is told all its faults at once', () => {
    expect(told([], { capacity: -1 })).toHaveLength(3);
  });
});
