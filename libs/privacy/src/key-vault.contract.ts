import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Forgotten, KeysUnavailable, WrongMasterKey } from './errors.ts';
import type { KeyStorage } from './key-storage.ts';
import { openKeyVault, type KeyVault } from './key-vault.ts';
import { masterKeyFrom, type MasterKey } from './master-key.ts';
import { memoryTombstones } from './mongo-tombstones.ts';
import type { Subject } from './subject.ts';
import { agreeOnTombstones } from './tombstones.ts';
import { newKey } from './wrap.ts';

const aMaster = (): MasterKey => masterKeyFrom(newKey().toString('hex'), 'the spec');
const aPerson = (): Subject => ({ kind: 'person', id: randomUUID() });
const day = new Date('2027-03-10T09:00:00Z');
const tenant = 'acme';

/** What every storage of keys must do, through the vault that uses it. */
export const keyVaultContract = (name: string, emptyStorage: () => Promise<KeyStorage>): void => {
  describe(`the key vault on ${name}`, () => {
    let storage: KeyStorage;
    let master: MasterKey;
    let vault: KeyVault;
    /** As another process that remembers nothing. */
    const another = (masters: readonly [MasterKey, ...MasterKey[]] = [master]) =>
      openKeyVault({ storage, masters, rememberMs: 1 });
    const keyOf = async (from: KeyVault, subject: Subject, of = tenant) => (await from.openingKeysOf(of, [subject]))[0];

    const destroyedOf = async (of: string): Promise<unknown[]> => {
      const all: unknown[] = [];
      for await (const one of storage.destroyed(of)) all.push(one);
      return all;
    };

    beforeEach(async () => {
      storage = await emptyStorage();
      master = aMaster();
      vault = await another();
    });

    it('makes a subject one key, whoever asks first and however many at once', async () => {
      const [subject, other] = [aPerson(), await another()];
      const keys = await Promise.all(
        Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? vault : other).sealingKeyOf(tenant, subject)),
      );
      expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
      expect(keys[0]).toHaveLength(32);
    });

    it('gives each subject and each organization a key of its own', async () => {
      const id = randomUUID();
      const keys = await Promise.all([
        vault.sealingKeyOf(tenant, { kind: 'person', id }),
        vault.sealingKeyOf(tenant, { kind: 'mentorship', id }),
        vault.sealingKeyOf('globex', { kind: 'person', id }),
      ]);
      expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(3);
    });

    it('opens with the key that sealed, in the order asked, and knows none for others', async () => {
      const [one, two, none] = [aPerson(), aPerson(), aPerson()];
      const keys = [await vault.sealingKeyOf(tenant, one), await vault.sealingKeyOf(tenant, two)];
      const opening = await (await another()).openingKeysOf(tenant, [two, none, one, two]);
      expect(opening).toEqual([keys[1], undefined, keys[0], keys[1]]);
      expect(await keyOf(await another(), one, 'globex')).toBeUndefined();
    });

    it('destroys a key for ever: nobody opens, nobody seals, and the first day stays', async () => {
      const [subject, never] = [aPerson(), aPerson()];
      await vault.sealingKeyOf(tenant, subject);
      expect(await vault.destroy(tenant, subject, day)).toEqual(day);
      expect(await vault.destroy(tenant, subject, new Date('2028-01-01'))).toEqual(day);
      for (const any of [vault, await another()]) {
        expect(await keyOf(any, subject)).toBeUndefined();
        await expect(any.sealingKeyOf(tenant, subject)).rejects.toThrow(Forgotten);
      }
      // Also of one who never had a key: their words may be on the way.
      await vault.destroy(tenant, never, day);
      await expect((await another()).sealingKeyOf(tenant, never)).rejects.toThrow(Forgotten);
      expect(await destroyedOf(tenant)).toHaveLength(2);
      expect(await destroyedOf('globex')).toEqual([]);
    });

    it('tells tombstones of all organizations, by which a key that came back is destroyed again, on the first day', async () => {
      const [here, there, back] = [aPerson(), aPerson(), aPerson()];
      await vault.destroy(tenant, here, day);
      await vault.destroy('globex', there, day);
      const told: string[] = [];
      for await (const one of storage.tombstones()) told.push(`${one.tenant} ${one.subject.id}`);
      expect(told).toEqual([`${tenant} ${here.id}`, `globex ${there.id}`]);

      await vault.sealingKeyOf(tenant, back);
      const ledger = memoryTombstones();
      await ledger.add([{ tenant, subject: back, destroyedAt: day }]);
      expect(await agreeOnTombstones(storage, ledger)).toBe(1);
      expect(await keyOf(await another(), back)).toBeUndefined();
      expect(await destroyedOf(tenant)).toContainEqual({ subject: back, destroyedAt: day });
      expect(await agreeOnTombstones(storage, ledger)).toBe(0);
      const kept: string[] = [];
      for await (const one of ledger.all()) kept.push(one.subject.id);
      expect(kept.toSorted()).toEqual([here.id, there.id, back.id].toSorted());
    });

    it('no longer uses a key that another process destroyed, once it is not remembered', async () => {
      const subject = aPerson();
      const other = await another();
      await other.sealingKeyOf(tenant, subject);
      await vault.destroy(tenant, subject, day);
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(await keyOf(other, subject)).toBeUndefined();
    });

    it('rotates an organization: what was sealed opens, new keys lie under the new version, and the others are left alone', async () => {
      const [before, gone, elsewhere] = [aPerson(), aPerson(), aPerson()];
      const [key, key2] = [await vault.sealingKeyOf(tenant, before), await vault.sealingKeyOf('globex', elsewhere)];
      await vault.sealingKeyOf(tenant, gone);
      await vault.destroy(tenant, gone, day);
      expect(await vault.rotateOrganization(tenant)).toEqual({ version: 2, rewrapped: 1 });
      const after = aPerson();
      await vault.sealingKeyOf(tenant, after);
      const stored = await storage.subjectsOf(tenant, [before, after, gone]);
      expect(stored.map(({ under, wrapped }) => (wrapped === undefined ? 'gone' : under)).toSorted()).toEqual([
        2,
        2,
        'gone',
      ]);
      expect((await storage.subjectsOf('globex', [elsewhere]))[0]?.under).toBe(1);
      const fresh = await another();
      expect(await keyOf(fresh, before)).toEqual(key);
      expect(await keyOf(fresh, elsewhere, 'globex')).toEqual(key2);
      await expect(fresh.sealingKeyOf(tenant, gone)).rejects.toThrow(Forgotten);
    });

    it('goes on in a process that has not heard of a rotation', async () => {
      const [late, subject] = [await openKeyVault({ storage, masters: [master] }), aPerson()];
      await late.sealingKeyOf(tenant, aPerson());
      await vault.rotateOrganization(tenant);
      const key = await late.sealingKeyOf(tenant, subject);
      expect(await keyOf(await another(), subject)).toEqual(key);
    });

    it('changes its master key, with which the old one is needed until it is through, and not after', async () => {
      const [subject, next] = [aPerson(), aMaster()];
      const key = await vault.sealingKeyOf(tenant, subject);
      await vault.rotateOrganization(tenant);
      await expect(another([next])).rejects.toThrow(WrongMasterKey);
      const both = await another([next, master]);
      expect(await keyOf(both, subject)).toEqual(key);
      expect(await both.rotateMaster()).toEqual({ master: next.id, rewrapped: 2 });
      expect(await keyOf(await another([next]), subject)).toEqual(key);
      await expect(another([master])).rejects.toThrow(WrongMasterKey);
      expect(await both.rotateMaster()).toEqual({ master: next.id, rewrapped: 0 });
    });

    it('refuses another master key at once, and names both', async () => {
      const other = aMaster();
      const opening = another([other]);
      await expect(opening).rejects.toThrow(WrongMasterKey);
      await expect(opening).rejects.toThrow(new RegExp(`${master.id}.*${other.id}`));
    });

    it('goes on with the organizations it knows while the master key is out of reach', async () => {
      let isThere = true;
      const whenThere = <Result>(ask: () => Promise<Result>): Promise<Result> =>
        isThere ? ask() : Promise.reject(new KeysUnavailable('away'));
      const remote: MasterKey = {
        id: master.id,
        wrap: (place, key) => whenThere(() => master.wrap(place, key)),
        unwrap: (place, wrapped) => whenThere(() => master.unwrap(place, wrapped)),
      };
      const far = await another([remote]);
      const subject = aPerson();
      const key = await far.sealingKeyOf(tenant, subject);
      isThere = false;
      expect(await keyOf(far, subject)).toEqual(key);
      await expect(far.sealingKeyOf('globex', aPerson())).rejects.toThrow(KeysUnavailable);
    });

    it('keeps nothing by which a key could be used without the master key', async () => {
      const subject = aPerson();
      const key = await vault.sealingKeyOf(tenant, subject);
      const [stored] = await storage.subjectsOf(tenant, [subject]);
      const organization = await storage.organizationOf(tenant);
      for (const wrapped of [stored?.wrapped, organization?.keys[0]?.wrapped]) {
        expect(wrapped?.length).toBe(12 + 32 + 16);
        expect(wrapped?.includes(key)).toBe(false);
      }
    });
  });
};
