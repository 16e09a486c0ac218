import { describe, expect, it } from '@jest/globals';
import { PersonId } from '@telemachy/contracts';
import { Tenant } from './access/caller.ts';
import { installation, installationIdentity, organizationIdentity } from './identity.ts';

const secret = 'a secret of at least thirty-two characters';
const acme = organizationIdentity(secret, 'acme');

describe('the keyed hashes of an organization', () => {
  it('meet for the same person, however the address is written', () =>
    expect(acme.signInKey({ kind: 'email', value: ' Ann@Example.org ' })).toBe(
      acme.signInKey({ kind: 'email', value: 'ann@example.org' }),
    ));
  it('meet for the same employee id, whatever looks like its space', () =>
    expect(acme.signInKey({ kind: 'employee', value: 'A\u00a01\u2003' })).toBe(
      acme.signInKey({ kind: 'employee', value: 'A 1' }),
    ));
  it('take an employee id as it is written, and never for an e-mail', () => {
    expect(acme.signInKey({ kind: 'employee', value: 'A1' })).not.toBe(
      acme.signInKey({ kind: 'employee', value: 'a1' }),
    );
    expect(acme.signInKey({ kind: 'employee', value: 'a1' })).not.toBe(acme.signInKey({ kind: 'email', value: 'a1' }));
  });
  it('differ between organizations, and between installations', () => {
    const key = { kind: 'email', value: 'ann@example.org' } as const;
    const others = [organizationIdentity(secret, 'other'), organizationIdentity(`${secret}!`, 'acme')];
    expect(new Set([acme, ...others].map((one) => one.signInKey(key))).size).toBe(3);
  });
  it('tell nothing of what they hash', () =>
    expect(acme.signInKey({ kind: 'email', value: 'ann@example.org' })).toMatch(/^[\w-]{43}$/));
  it('fingerprint content the same within the organization, and tell nothing of it elsewhere', () => {
    expect(acme.fingerprint('all answers')).toBe(organizationIdentity(secret, 'acme').fingerprint('all answers'));
    expect(acme.fingerprint('all answers')).toMatch(/^[0-9a-f]{64}$/);
    expect(acme.fingerprint('all answers')).not.toBe(organizationIdentity(secret, 'other').fingerprint('all answers'));
  });
  it('make another id of a key for each who gets it after somebody gave it up', () => {
    const key = { kind: 'email', value: 'ann@example.org' } as const;
    const ids = [acme.personId(key), acme.personId(key, 2), acme.personId(key, 3)];
    expect(acme.personId(key, 1)).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(PersonId.safeParse(id).success).toBe(true);
  });
  it('make ids that are UUIDs', () => {
    const person = acme.personId({ kind: 'employee', value: '4711' });
    expect(PersonId.safeParse(person).success).toBe(true);
    expect(person).not.toBe(acme.actor('https://issuer', '4711'));
    expect(person[14]).toBe('8');
  });
});

describe('what belongs to no organization', () => {
  it('has a name that no token can say', () => {
    expect(Tenant.safeParse(installation).success).toBe(false);
    expect(Tenant.safeParse(installation.slice(1)).success).toBe(true);
  });
  it('is hashed by purpose, issuer and value, so that no two are alike', () => {
    const { session, subject, signOut } = installationIdentity('a secret of at least thirty-two characters');
    const all = [session('i', 'x'), subject('i', 'x'), session('ix', ''), session('j', 'x'), signOut('i', 'x')];
    expect(new Set(all).size).toBe(all.length);
    expect(session('i', 'x')).toBe(all[0]);
  });
});
