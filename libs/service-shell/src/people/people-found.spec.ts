import { describe, expect, it } from '@jest/globals';
import { PersonId } from '@telemachy/contracts';
import type { PersonFact } from '@telemachy/contracts/matching';
import { projectionSpecFor, recorded } from '@telemachy/testing';
import { Tenant, type Caller } from '../access/caller.ts';
import { PeopleFound } from './people-found.ts';
import { peopleKnownBy } from './people.projection.ts';

const una = PersonId.parse('00000000-0000-4000-8000-000000000001');
const vic = PersonId.parse('00000000-0000-4000-8000-000000000002');
const hr = { givenName: 'Ann', familyName: 'Lee', attributes: {} };
const at = (second: number): string => `2026-11-26T09:00:${String(second).padStart(2, '0')}.000Z`;
const came = (personId: PersonId, signInKeys: string[], second: number) =>
  recorded<PersonFact>(
    { type: 'matching.person-imported.v1', data: { personId, signInKeys, hr, importedAt: at(0) } },
    { recordedAt: at(second) },
  );
const moved = (personId: PersonId, signInKeys: string[], second: number) =>
  recorded<PersonFact>(
    { type: 'matching.person-hr-facts-changed.v1', data: { personId, signInKeys, hr, changedAt: at(0) } },
    { recordedAt: at(second), version: second },
  );
type Told = ReturnType<typeof came>;

const { given } = projectionSpecFor(peopleKnownBy(() => ({})));
const foundBy = (facts: readonly Told[], signInKeys: readonly string[], issuedAt?: string) => {
  const all = async () =>
    [
      ...given(...facts)
        .documents()
        .values(),
    ].filter((person) => [...person.signInKeys, ...person.formerSignInKeys].some((key) => signInKeys.includes(key)));
  const issued = issuedAt === undefined ? {} : { issuedAt: Date.parse(issuedAt) };
  const caller: Caller = {
    tenant: Tenant.parse('acme'),
    subject: 's',
    actor: 'a',
    signInKeys,
    roles: [],
    fingerprint: (content) => `keyed ${content}`,
    ...issued,
  };
  return new PeopleFound({ all }).personOf(caller);
};

describe('finding the caller', () => {
  const handedOn = [came(una, ['u'], 10), moved(una, ['u.new'], 20), came(vic, ['u'], 30)];

  it('takes a token that is older than the import, and one that does not say when it was issued', async () => {
    expect(await foundBy([came(una, ['u'], 10)], ['u'], at(0))).toBe(una);
    expect(await foundBy([came(una, ['u'], 10)], ['u'])).toBe(una);
  });
  it('never takes a token for a key from before the key changed hands', async () => {
    expect(await foundBy(handedOn, ['u'], at(5))).toBeUndefined();
    expect(await foundBy(handedOn, ['u'], at(29))).toBeUndefined();
    expect(await foundBy(handedOn, ['u'])).toBeUndefined();
    expect(await foundBy(handedOn, ['u'], at(30))).toBe(vic);
    expect(await foundBy(handedOn, ['u.new'], at(5))).toBe(una);
  });
  it('goes by the other key of an old token, which is still the same person’s', async () => {
    const withId = [came(una, ['u', '17'], 10), moved(una, ['u.new', '17'], 20), came(vic, ['u'], 30)];
    expect(await foundBy(withId, ['u', '17'], at(5))).toBe(una);
  });
  it('counts anew for who gets a key back', async () => {
    const back = [...handedOn, moved(vic, ['v'], 40), moved(una, ['u'], 50)];
    expect(await foundBy(back, ['u'], at(5))).toBeUndefined();
    expect(await foundBy(back, ['u'], at(35))).toBeUndefined();
    expect(await foundBy(back, ['u'], at(50))).toBe(una);
  });
  it('takes older tokens of who gave a key up and got it back, where nobody else had it', async () =>
    expect(await foundBy([came(una, ['u'], 10), moved(una, ['n'], 20), moved(una, ['u'], 30)], ['u'], at(5))).toBe(
      una,
    ));
  it('follows the next fact at once', async () => {
    expect(await foundBy(handedOn.slice(0, 1), ['u'], at(40))).toBe(una);
    expect(await foundBy(handedOn.slice(0, 2), ['u'], at(40))).toBeUndefined();
    expect(await foundBy(handedOn, ['u'], at(40))).toBe(vic);
  });
  it('guesses nobody where two people hold the keys', async () =>
    expect(await foundBy([came(una, ['u'], 10), came(vic, ['u'], 30)], ['u'], at(40))).toBeUndefined());
});

describe('callers who ask at once', () => {
  const caller = (tenant: string, ...signInKeys: readonly string[]): Caller => ({
    tenant: Tenant.parse(tenant),
    subject: 's',
    actor: 'a',
    signInKeys,
    roles: [],
    fingerprint: (content) => `keyed ${content}`,
  });
  const known = (personId: PersonId, signInKeys: readonly string[], formerSignInKeys: readonly string[] = []) => ({
    personId,
    signInKeys,
    formerSignInKeys,
    heldSince: Object.fromEntries(signInKeys.map((key) => [key, at(30)])),
  });
  /** Answers as a database would, and counts the questions of each organization. */
  const asking = (documents: Readonly<Record<string, readonly ReturnType<typeof known>[]>>) => {
    const questions: string[] = [];
    const people = new PeopleFound({
      all: async (tenant, where) => {
        questions.push(tenant);
        const [{ signInKeys }] = where['$or'] as [{ signInKeys: { $in: readonly string[] } }];
        return (documents[tenant] ?? []).filter((one) =>
          [...one.signInKeys, ...one.formerSignInKeys].some((key) => signInKeys.$in.includes(key)),
        );
      },
    });
    return { people, questions };
  };

  it('are answered by one question of each organization, each with their own person', async () => {
    const { people, questions } = asking({
      acme: [known(una, ['u', '17']), known(vic, ['v'], ['u'])],
      other: [known(vic, ['u'])],
    });
    const callers = [caller('acme', 'v'), caller('other', 'u'), caller('acme', 'w'), caller('acme', '17')];
    const found = await Promise.all(callers.map((one) => people.personOf(one)));
    expect(found).toEqual([vic, vic, undefined, una]);
    expect(questions.toSorted()).toEqual(['acme', 'other']);
  });
  it('hear of former holders as if they had asked alone', async () => {
    const { people } = asking({ acme: [known(una, ['u']), known(vic, ['v'], ['u'])] });
    const both = [caller('acme', 'u'), { ...caller('acme', 'u'), issuedAt: Date.parse(at(31)) }];
    expect(await Promise.all(both.map((one) => people.personOf(one)))).toEqual([undefined, una]);
  });
  it('are asked about anew each time', async () => {
    const { people, questions } = asking({ acme: [known(una, ['u'])] });
    await people.personOf(caller('acme', 'u'));
    await people.personOf(caller('acme', 'u'));
    expect(questions).toEqual(['acme', 'acme']);
  });
});
