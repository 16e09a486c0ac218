import { describe, expect, it } from '@jest/globals';
import type { PersonId } from '@telemachy/contracts';
import { person, type ImportPerson, type MarkPerson } from './person.ts';

const row: ImportPerson = {
  type: 'import-person',
  personId: 'ana' as PersonId,
  signInKeys: ['email'],
  mayGiveUpKeys: true,
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
    expect(fact).toMatchObject({ data: { hr: { attributes: { grade: 'SEO' } } } });
    expect(fact).not.toHaveProperty('data.hr.attributes.site');
  });

  const both = { ...row, signInKeys: ['email', 'employee'], hr: { ...row.hr, employeeId: '17' } };
  const { email: _email, ...nameless } = both.hr;
  const byEmployeeId = { ...row, signInKeys: ['employee'], hr: nameless };

  it('keeps the sign-in key that it does not name', () => {
    expect(facts(row, known(both))).toEqual([]);
    expect(facts(byEmployeeId, known(both))).toEqual([]);
  });

  it.each([
    ['another e-mail address', both, { ...both, signInKeys: ['new', 'employee'] }, ['new', 'employee']],
    ['another employee id', both, { ...both, signInKeys: ['email', 'new'] }, ['email', 'new']],
    ['an employee id', row, both, ['email', 'employee']],
    ['an e-mail address', byEmployeeId, both, ['email', 'employee']],
  ])('knows them under %s from then on', (_, first, then, signInKeys) => {
    expect(facts(then, known(first))).toMatchObject([{ data: { signInKeys } }]);
  });

  it('waits with a key that is given up until it may be, and takes one that is gained at once', () => {
    const kept = { mayGiveUpKeys: false };
    const other = { ...both, ...kept, signInKeys: ['new', 'employee'] };
    expect(person.decide(other, known(both))).toEqual({ accepted: false, refusal: 'key-given-up' });
    expect(facts({ ...both, ...kept }, known(row))).toHaveLength(1);
  });

  it('is about somebody else where no key is known', () => {
    expect(person.decide({ ...row, signInKeys: ['new'] }, known())).toEqual({
      accepted: false,
      refusal: 'somebody-else',
    });
  });

  it('forgets the manager only when its file speaks of managers', () => {
    const managed = known({ ...row, managerKey: 'boss' });
    expect(facts(row, managed)).toEqual([]);
    expect(facts({ ...row, covers: [...row.covers, 'manager'] }, managed)[0]?.data).not.toHaveProperty('managerKey');
  });
});

describe('a person who leaves', () => {
  const at = '2026-11-20T09:00:00.000Z';
  const mark = (type: MarkPerson['type']): MarkPerson => ({ type, personId: row.personId, at });
  const after = (...commands: readonly (MarkPerson | ImportPerson)[]) =>
    commands.reduce((state, command) => {
      const decision = person.decide(command, state);
      return decision.accepted ? decision.events.reduce(person.evolve, state) : state;
    }, known());
  const told = (command: MarkPerson, state = known()) => {
    const decision = person.decide(command, state);
    return decision.accepted ? decision.events : decision.refusal;
  };

  it('is told with the keys by which they sign in, once', () => {
    const data = { personId: row.personId, signInKeys: ['email'], leftAt: at };
    expect(told(mark('mark-left'))).toEqual([{ type: 'matching.person-left.v1', data }]);
    expect(told(mark('mark-left'), after(mark('mark-left')))).toEqual([]);
  });
  it('may come back, and leave again', () => {
    const back = after(mark('mark-left'), mark('mark-returned'));
    expect(told(mark('mark-returned'), after(mark('mark-left')))).toMatchObject([
      { type: 'matching.person-returned.v1', data: { signInKeys: ['email'], returnedAt: at } },
    ]);
    expect(told(mark('mark-returned'), back)).toEqual([]);
    expect(told(mark('mark-left'), back)).toHaveLength(1);
  });
  it('is not brought back by a row of a file', () => {
    const changed = { ...row, hr: { ...row.hr, givenName: 'Anna' } };
    expect(facts(changed, after(mark('mark-left')))).toHaveLength(1);
    expect(after(mark('mark-left'), changed)).toMatchObject({ left: true, hr: { givenName: 'Anna' } });
  });
  it('has to be known', () => expect(told(mark('mark-left'), person.initial)).toBe('person-not-known'));
});
