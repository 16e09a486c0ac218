import { describe, expect, it } from '@jest/globals';
import type { PersonId } from '@telemachy/contracts';
import { person, type ImportPerson } from './person.ts';

const row: ImportPerson = {
  type: 'import-person',
  personId: 'ana' as PersonId,
  signInKeys: ['email'],
  hr: { email: 'ana@example.org', givenName: 'Ana', familyName: 'Núñez', attributes: { grade: 'SEO', site: 'Leeds' } },
  covers: ['grade', 'site'],
  at: '2026-11-02T09:00:00.000Z',
};
const known = (first: ImportPerson = row) => {
  const decision = person.decide(first, person.initial);
  return decision.accepted ? decision.events.reduce(person.evolve, person.initial) : person.initial;
};
const facts = (command: ImportPerson, state = known()) => {
  const decision = person.decide(command, state);
  return decision.accepted ? decision.events : [];
};

describe('a row about a person', () => {
  it('makes somebody new known', () => {
    expect(facts(row, person.initial)).toMatchObject([
      { type: 'matching.person-imported.v1', data: { signInKeys: ['email'] } },
    ]);
  });

  it('is no fact when it says what is known', () => {
    expect(facts({ ...row, at: '2027-01-01T00:00:00.000Z' })).toEqual([]);
  });

  it('leaves alone what its file does not speak of', () => {
    const other = { ...row, hr: { ...row.hr, attributes: { job: 'Analyst' } }, covers: ['job'] };
    expect(facts(other)).toMatchObject([
      {
        type: 'matching.person-hr-facts-changed.v1',
        data: { hr: { attributes: { grade: 'SEO', site: 'Leeds', job: 'Analyst' } } },
      },
    ]);
  });

  it('empties what its file speaks of and leaves empty', () => {
    const [fact] = facts({ ...row, hr: { ...row.hr, attributes: { grade: 'SEO' } } });
    expect(fact?.data.hr.attributes).toEqual({ grade: 'SEO' });
  });

  it('keeps the second sign-in key when it does not name it', () => {
    const both = known({ ...row, signInKeys: ['email', 'employee'] });
    expect(facts(row, both)).toEqual([]);
    expect(facts({ ...row, signInKeys: ['email', 'new'] }, both)).toMatchObject([
      { data: { signInKeys: ['email', 'new'] } },
    ]);
  });

  it('forgets the manager only when its file speaks of managers', () => {
    const managed = known({ ...row, managerKey: 'boss' });
    expect(facts(row, managed)).toEqual([]);
    expect(facts({ ...row, covers: [...row.covers, 'manager'] }, managed)[0]?.data).not.toHaveProperty('managerKey');
  });
});
