import type { KeyStorage } from './key-storage.ts';
import type { Subject } from './subject.ts';

/** That a subject's key was destroyed, and when that was first said. */
export type Tombstone = { readonly tenant: string; readonly subject: Subject; readonly destroyedAt: Date };

/** Where tombstones are kept besides the key database, so that a key which comes back with an older one is destroyed again. Nothing is ever taken out. */
export interface TombstoneLedger {
  /** Those that are there stay as they are. @returns how many were not */
  add(tombstones: readonly Tombstone[]): Promise<number>;
  all(): AsyncIterable<Tombstone>;
}

const atOnce = 500;

/** Groups of so many, each of one organization where they come in that order. */
async function* grouped(tombstones: AsyncIterable<Tombstone>): AsyncGenerator<readonly Tombstone[]> {
  let group: Tombstone[] = [];
  for await (const one of tombstones) {
    if (group.length === atOnce || (group[0] !== undefined && group[0].tenant !== one.tenant)) {
      yield group;
      group = [];
    }
    group.push(one);
  }
  if (group.length > 0) yield group;
}

const nameOf = ({ kind, id }: Subject): string => `${kind}|${id}`;

/** Destroys every key of these that is there, whatever brought it back. @returns how many were. @throws KeysUnavailable */
export const destroyAgain = async (storage: KeyStorage, tombstones: AsyncIterable<Tombstone>): Promise<number> => {
  let destroyed = 0;
  for await (const group of grouped(tombstones)) {
    const tenant = group[0]?.tenant ?? '';
    const subjects = group.map(({ subject }) => subject);
    const gone = new Set<string>();
    for (const key of await storage.subjectsOf(tenant, subjects))
      if (key.destroyedAt !== undefined && key.wrapped === undefined) gone.add(nameOf(key.subject));
    for (const { subject, destroyedAt } of group) {
      if (gone.has(nameOf(subject))) continue;
      await storage.destroySubject(tenant, subject, destroyedAt);
      destroyed += 1;
    }
  }
  return destroyed;
};

/** Writes into a ledger what another one holds. @returns how many were not there */
export const keepTombstones = async (
  ledger: TombstoneLedger,
  tombstones: AsyncIterable<Tombstone>,
): Promise<number> => {
  let added = 0;
  for await (const group of grouped(tombstones)) added += await ledger.add(group);
  return added;
};

/** The key database and a ledger know of the same afterwards: before a service serves, since either may have been restored. @returns how many keys had come back */
export const agreeOnTombstones = async (storage: KeyStorage, ledger: TombstoneLedger): Promise<number> => {
  const destroyed = await destroyAgain(storage, ledger.all());
  await keepTombstones(ledger, storage.tombstones());
  return destroyed;
};
