import { describe, expect, it, jest } from '@jest/globals';
import { Forgotten } from './errors.ts';
import { openKeyVault } from './key-vault.ts';
import { masterKeyFrom } from './master-key.ts';
import { memoryKeyStorage } from './memory-key-storage.ts';
import type { Subject } from './subject.ts';

const masters = [masterKeyFrom('5'.repeat(64), 'the test')] as const;
const person = (n: number): Subject => ({ kind: 'person', id: `p${n}` });

/** A vault, and how often its storage was asked. */
const counted = async () => {
  const storage = memoryKeyStorage();
  const subjectsOf = jest.spyOn(storage, 'subjectsOf');
  const addSubjects = jest.spyOn(storage, 'addSubjects');
  return { vault: await openKeyVault({ storage, masters }), subjectsOf, addSubjects };
};

describe('keys that are asked for at once', () => {
  it('are looked up and made together, each of its own', async () => {
    const { vault, subjectsOf, addSubjects } = await counted();
    const keys = await Promise.all(Array.from({ length: 200 }, (_, n) => vault.sealingKeyOf('acme', person(n))));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(200);
    expect([subjectsOf.mock.calls.length, addSubjects.mock.calls.length]).toEqual([1, 1]);
    expect(await vault.openingKeysOf('acme', [person(7)])).toEqual([keys[7]]);
  });

  it('of two organizations stay apart', async () => {
    const { vault } = await counted();
    const [one, other] = await Promise.all(['acme', 'beta'].map((tenant) => vault.sealingKeyOf(tenant, person(1))));
    expect(one).not.toEqual(other);
  });

  it('are made beside one that was destroyed, which alone is refused', async () => {
    const { vault } = await counted();
    await vault.destroy('acme', person(1), new Date());
    const [gone, made] = await Promise.allSettled([1, 2].map((n) => vault.sealingKeyOf('acme', person(n))));
    expect(gone).toMatchObject({ status: 'rejected', reason: expect.any(Forgotten) });
    expect(made?.status).toBe('fulfilled');
  });

  it('are refused together where the storage cannot be reached, and made when it can', async () => {
    const { vault, addSubjects } = await counted();
    addSubjects.mockRejectedValueOnce(new Error('out of reach'));
    const asked = () => Promise.allSettled([1, 2].map((n) => vault.sealingKeyOf('acme', person(n))));
    expect((await asked()).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await asked()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  });
});
