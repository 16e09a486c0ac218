import { destroyAgain, keepTombstones, mongoKeyStorage, mongoTombstones, type Tombstone } from '@telemachy/privacy';
import type { Installation } from '../installation.ts';
import { readTombstones } from './read-tombstones.ts';

export type AppliedTombstones = {
  /** Keys that the backup had brought back. */
  readonly destroyed: number;
  readonly tombstones: number;
};

async function* counted(tombstones: AsyncIterable<Tombstone>, count: () => void): AsyncGenerator<Tombstone> {
  for await (const one of tombstones) {
    count();
    yield one;
  }
}

/** Destroys once more the key of everybody of whom a file, the ledger of a service or the key database says so; all of these know of all of them afterwards. */
export const applyTombstones = async (
  { databaseOf, keysDatabase }: Pick<Installation, 'databaseOf' | 'keysDatabase'>,
  services: readonly string[],
  files: readonly string[],
): Promise<AppliedTombstones> => {
  const storage = mongoKeyStorage(keysDatabase);
  const ledgers = services.map((service) => mongoTombstones(databaseOf(service)));
  let destroyed = 0;
  for (const told of [...files.map(readTombstones), ...ledgers.map((ledger) => ledger.all())])
    destroyed += await destroyAgain(storage, told);
  let tombstones = 0;
  for (const ledger of ledgers) {
    tombstones = 0;
    await keepTombstones(
      ledger,
      counted(storage.tombstones(), () => (tombstones += 1)),
    );
  }
  return { destroyed, tombstones };
};
