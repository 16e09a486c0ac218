import { describe, expect, it } from '@jest/globals';
import type { PersonId } from '@telemachy/contracts';
import { Tenant, type Caller } from '../access/caller.ts';
import { PeopleFound } from './people-found.ts';

const caller: Caller = { tenant: Tenant.parse('acme'), subject: 's', actor: 'a', signInKeys: ['key'], roles: [] };

describe('finding the caller', () => {
  it('asks once in some seconds, and then follows a key that became another person’s', async () => {
    let now = 0;
    let asked = 0;
    let holders = ['ana'];
    const all = async () => {
      asked += 1;
      return holders.map((personId) => ({ personId: personId as PersonId }));
    };
    const people = new PeopleFound({ all }, () => now);
    expect([await people.personOf(caller), await people.personOf(caller), asked]).toEqual(['ana', 'ana', 1]);
    holders = ['ben'];
    now = 5000;
    expect(await people.personOf(caller)).toBe('ben');
    holders = ['ana', 'ben'];
    now = 10_000;
    expect(await people.personOf(caller)).toBeUndefined();
  });
});
