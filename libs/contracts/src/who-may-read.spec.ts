import { describe, expect, it } from '@jest/globals';
import { lawAllows, whoMayRead, type FieldGroup, type LawReader, type LawRow } from './who-may-read.ts';

const rows: readonly LawRow[] = whoMayRead;
const groups = rows.flatMap((row) => Object.entries(row.groups).map(([name, may]) => ({ name, may, ...row })));

describe('who may read which words', () => {
  it('gives a group to nobody whose cell says no', () => {
    const given = groups.flatMap(({ name, may, says }) =>
      may
        .filter((reader) => /^(no|never)( |;|$)/.test(says[reader]) && !says[reader].includes('yes'))
        .map((by) => [name, by]),
    );
    expect(given).toEqual([]);
  });
  it('names each group once', () => {
    const names = groups.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });
  it('keeps what is one’s own from everybody else', () => {
    const own = groups.filter(({ name }) => name.startsWith('own-'));
    expect(own.map(({ may }) => may)).toEqual(own.map((): LawReader[] => ['author']));
    expect(own.length).toBeGreaterThan(2);
  });
  it.each<readonly [who: string, group: FieldGroup, allowed: boolean]>([
    ['self', 'own-sensitive-answers', true],
    ['coordinator', 'own-sensitive-answers', false],
    ['partner', 'hr-facts', false],
    ['mentor', 'own-decline', true],
    ['partner', 'own-decline', false],
    ['coordinator', 'goal-outline', true],
    ['org-admin', 'goal-words', false],
    ['analyst', 'meeting-times', true],
    ['analyst', 'name', false],
    ['auditor', 'meeting-times', false],
    ['service', 'name', false],
    ['public', 'meeting-times', false],
  ])('of %s and %s is %s', (who, group, allowed) => expect(lawAllows(who, group)).toBe(allowed));
});
