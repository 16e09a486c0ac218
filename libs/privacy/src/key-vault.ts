import { LRUCache } from 'lru-cache';
import { DoesNotOpen, KeysUnavailable, WrongMasterKey } from './errors.ts';
import type { KeyStorage, OrganizationKey, OrganizationKeys, Probe, SubjectKey } from './key-storage.ts';
import type { MasterKey } from './master-key.ts';
import { keyMaker } from './make-keys.ts';
import type { Subject } from './subject.ts';
import { newKey, unwrapKey, wrapKey } from './wrap.ts';

export type KeyVaultOptions = {
  readonly storage: KeyStorage;
  /** The first one wraps from now on; the others only open what they wrapped before, until `rotateMaster` has been through. */
  readonly masters: readonly [MasterKey, ...MasterKey[]];
  /** So many subjects' keys are remembered. */
  readonly most?: number;
  /** So long is a subject's key remembered, in ms: a key that somebody else destroyed is used no longer than that. */
  readonly rememberMs?: number;
};

/** Keys of an installation, by organization and subject; unwrapped in memory only. */
export type KeyVault = {
  /** The key by which a subject's words are sealed; made where there is none. @throws Forgotten, KeysUnavailable */
  sealingKeyOf(tenant: string, subject: Subject): Promise<Buffer>;
  /** Keys by which these subjects' words are opened, in the order asked; `undefined` where there is none any more, or never was. @throws KeysUnavailable */
  openingKeysOf(tenant: string, subjects: readonly Subject[]): Promise<readonly (Buffer | undefined)[]>;
  /** Destroys a subject's key for ever. @returns when it was first destroyed. @throws KeysUnavailable */
  destroy(tenant: string, subject: Subject, at: Date): Promise<Date>;
  /** A new key of the organization; all its subjects' keys are wrapped by it, while they are used. @returns how many were */
  rotateOrganization(tenant: string): Promise<{ readonly version: number; readonly rewrapped: number }>;
  /** Everything is wrapped by the first master key; the others are not needed after that. @returns how many organizations' keys were */
  rotateMaster(): Promise<{ readonly master: string; readonly rewrapped: number }>;
};

/** So long a process uses a key that another one destroyed, in ms. */
export const rememberedMs = 30_000;

const rewrapAtOnce = 500;
/** Its master key has to be asked again for a key that is not among them. */
const organizationsRemembered = 10_000;

const placeOfOrganization = (tenant: string, version: number): string => `organization|${tenant}|${version}`;
const placeOfSubject = (tenant: string, { kind, id }: Subject): string => `subject|${tenant}|${kind}|${id}`;
const probePlace = 'installation|probe';

/** Opens the vault. @throws WrongMasterKey, KeysUnavailable */
export const openKeyVault = async ({
  storage,
  masters,
  most = 50_000,
  rememberMs = rememberedMs,
}: KeyVaultOptions): Promise<KeyVault> => {
  const [master] = masters;
  const masterOf = (id: string): MasterKey => {
    const found = masters.find((one) => one.id === id);
    if (found === undefined)
      throw new WrongMasterKey(
        id,
        masters.map((one) => one.id),
      );
    return found;
  };
  const checked = async (probe: Probe): Promise<void> => {
    await masterOf(probe.master).unwrap(probePlace, probe.wrapped);
  };
  await checked(await storage.begin({ master: master.id, wrapped: await master.wrap(probePlace, newKey()) }));

  const subjectKeys = new LRUCache<string, Buffer>({ max: most, ttl: rememberMs });
  const organizationKeys = new LRUCache<string, Buffer>({ max: organizationsRemembered });
  /** The version that wraps, as it was when last read. */
  const currents = new LRUCache<string, number>({ max: organizationsRemembered, ttl: rememberMs });

  const wrappedByMaster = async (tenant: string, version: number, key: Buffer): Promise<OrganizationKey> => ({
    version,
    wrapped: await master.wrap(placeOfOrganization(tenant, version), key),
    master: master.id,
  });
  const openedByMaster = ({ master: by, version, wrapped }: OrganizationKey, tenant: string): Promise<Buffer> =>
    masterOf(by).unwrap(placeOfOrganization(tenant, version), wrapped);

  const lastOf = ({ keys }: OrganizationKeys): OrganizationKey | undefined =>
    keys.toSorted((one, other) => one.version - other.version).at(-1);

  const organizationKey = async (tenant: string, version: number): Promise<Buffer> => {
    const name = placeOfOrganization(tenant, version);
    const known = organizationKeys.get(name);
    if (known !== undefined) return known;
    const found = (await storage.organizationOf(tenant))?.keys.find((key) => key.version === version);
    if (found === undefined)
      throw new DoesNotOpen(`organization ${tenant} has no key ${version}: the key database was restored without it`);
    const key = await openedByMaster(found, tenant);
    organizationKeys.set(name, key);
    return key;
  };

  /** The key that wraps now, which is made where there is none. */
  const currentOf = async (tenant: string): Promise<{ readonly version: number; readonly key: Buffer }> => {
    let version = currents.get(tenant);
    if (version === undefined) {
      const keys = (await storage.organizationOf(tenant)) ?? { tenant, keys: [] };
      version = lastOf(keys)?.version;
      if (version === undefined) {
        // Whoever was quicker has made it.
        await storage.addOrganizationKey(tenant, await wrappedByMaster(tenant, 1, newKey()));
        version = 1;
      }
      currents.set(tenant, version);
    }
    return { version, key: await organizationKey(tenant, version) };
  };

  const opened = async (tenant: string, { subject, wrapped, under }: SubjectKey): Promise<Buffer | undefined> => {
    if (wrapped === undefined) return undefined;
    const key = unwrapKey(await organizationKey(tenant, under), placeOfSubject(tenant, subject), wrapped);
    subjectKeys.set(placeOfSubject(tenant, subject), key);
    return key;
  };

  const make = keyMaker({
    storage,
    opened,
    currentOf,
    placeOf: placeOfSubject,
    remember: (place, key) => void subjectKeys.set(place, key),
  });
  const making = new Map<string, Promise<Buffer>>();

  return {
    async sealingKeyOf(tenant, subject) {
      const place = placeOfSubject(tenant, subject);
      const known = subjectKeys.get(place);
      if (known !== undefined) return known;
      const begun = making.get(place);
      if (begun !== undefined) return begun;
      const begins = make(tenant, subject).finally(() => making.delete(place));
      making.set(place, begins);
      return begins;
    },

    async openingKeysOf(tenant, subjects) {
      const keys = new Map<string, Buffer | undefined>();
      const unknown: Subject[] = [];
      for (const subject of subjects) {
        const place = placeOfSubject(tenant, subject);
        if (keys.has(place)) continue;
        const known = subjectKeys.get(place);
        keys.set(place, known);
        if (known === undefined) unknown.push(subject);
      }
      if (unknown.length > 0)
        for (const found of await storage.subjectsOf(tenant, unknown))
          keys.set(placeOfSubject(tenant, found.subject), await opened(tenant, found));
      return subjects.map((subject) => keys.get(placeOfSubject(tenant, subject)));
    },

    async destroy(tenant, subject, at) {
      const destroyedAt = await storage.destroySubject(tenant, subject, at);
      subjectKeys.delete(placeOfSubject(tenant, subject));
      return destroyedAt;
    },

    async rotateOrganization(tenant) {
      const before = lastOf((await storage.organizationOf(tenant)) ?? { tenant, keys: [] })?.version ?? 0;
      const version = before + 1;
      const key = newKey();
      if (!(await storage.addOrganizationKey(tenant, await wrappedByMaster(tenant, version, key))))
        throw new KeysUnavailable(`the key of organization ${tenant} is rotated by somebody else just now: try again`);
      organizationKeys.set(placeOfOrganization(tenant, version), key);
      currents.set(tenant, version);
      let rewrapped = 0;
      for (;;) {
        const some = await storage.subjectsBefore(tenant, version, rewrapAtOnce);
        if (some.length === 0) return { version, rewrapped };
        for (const old of some) {
          const place = placeOfSubject(tenant, old.subject);
          const plain = unwrapKey(await organizationKey(tenant, old.under), place, old.wrapped ?? Buffer.alloc(0));
          const fresh = { subject: old.subject, wrapped: wrapKey(key, place, plain), under: version };
          // Who was destroyed meanwhile stays so.
          if (await storage.rewrapSubject(tenant, old, fresh)) rewrapped += 1;
        }
      }
    },

    async rotateMaster() {
      let rewrapped = 0;
      for await (const { tenant, keys } of storage.organizations())
        for (const old of keys.filter((key) => key.master !== master.id)) {
          const fresh = await wrappedByMaster(tenant, old.version, await openedByMaster(old, tenant));
          if (await storage.rewrapOrganizationKey(tenant, old, fresh)) rewrapped += 1;
        }
      const mine = { master: master.id, wrapped: await master.wrap(probePlace, newKey()) };
      const kept = await storage.begin(mine);
      await checked(kept);
      // Last: until then whoever has the old master key alone may still begin.
      if (kept.master !== master.id) await storage.replaceProbe(kept, mine);
      return { master: master.id, rewrapped };
    },
  };
};
