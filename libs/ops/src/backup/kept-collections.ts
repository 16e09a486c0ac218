import { reactionsCollection } from '@telemachy/processes';
import { collectionOf } from '@telemachy/projections';
import type { Db, Document } from 'mongodb';
import type { Registration } from '../registration.ts';

/** What is made again by itself, or counts for the moment only: caches, leases, files that are on their way in, how the database is laid out. */
const passing = new Set([
  'format',
  'generations',
  'import_files',
  'import_row_keys',
  'leases',
  'sendings',
  'sequencer',
  'snapshots',
  // Of which topic the consumers were: the restore gives them one that is new.
  'topics',
]);
const madeFromFacts = /\.v\d+(?:~\d+)?$/;

export type Kept = { readonly collection: string; readonly filter?: Document };

/**
 * What a backup holds of a service's database: all that cannot be made from facts. Of what is kept for consumers, that of processes: read models are folded anew.
 * @param topics that are written and heard
 */
export const keptCollections = async (
  db: Db,
  { processes = [] }: Registration,
  topics: readonly string[],
): Promise<readonly Kept[]> => {
  const consumers = processes.map(collectionOf);
  const ofProcesses = { consumer: { $in: consumers } };
  const parts: Readonly<Record<string, Document>> = {
    published: { _id: { $in: topics } },
    checkpoints: { ...ofProcesses, topic: { $in: topics } },
    parked: ofProcesses,
    [reactionsCollection]: ofProcesses,
  };
  const found = await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray();
  return found
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('system.') && !passing.has(name))
    .filter((name) => consumers.includes(name) || !madeFromFacts.test(name))
    .toSorted()
    .map((collection) => {
      const filter = parts[collection];
      return filter === undefined ? { collection } : { collection, filter };
    });
};
