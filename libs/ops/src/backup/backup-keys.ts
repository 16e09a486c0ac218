import type { Installation } from '../installation.ts';
import { makeFolder } from './begin-backup.ts';
import { writeCollections } from './backup-store.ts';
import { writeManifest, type KeysManifest } from './manifest.ts';
import { momentNow, readAt } from './read-at.ts';
import { toolVersion } from './tool-version.ts';

/** What a key database consists of: proof of the master key, keys of organizations, keys of subjects with what is left of those that were destroyed. */
export const keyCollections = ['installation', 'organizations', 'subjects'] as const;

/**
 * Writes the keys, wrapped as they lie there, into a folder that can be kept apart. To be called when all stores are written: then no fact there is sealed by a key that is
 * missing here.
 */
export const backupKeys = async (
  { keysDatabase: db }: Pick<Installation, 'keysDatabase'>,
  folder: string,
  id: string,
): Promise<KeysManifest> => {
  await makeFolder(folder);
  const moment = await momentNow(db);
  const masters = new Set<string>();
  for await (const { master } of readAt(db, { collection: 'installation', filter: { _id: 'probe' } }, moment))
    masters.add(String(master));
  for await (const { keys } of readAt(db, { collection: 'organizations' }, moment))
    for (const { master } of keys as readonly { readonly master: string }[]) masters.add(master);
  const files = await writeCollections(
    db,
    folder,
    keyCollections.map((collection) => ({ collection })),
    moment,
  );
  const manifest: KeysManifest = {
    kind: 'telemachy-keys',
    format: 1,
    id,
    takenAt: new Date(moment.t * 1_000).toISOString(),
    tool: toolVersion,
    masters: [...masters].toSorted(),
    tombstones: await db.collection('subjects').countDocuments({ destroyedAt: { $exists: true } }),
    files,
  };
  await writeManifest(folder, manifest);
  return manifest;
};
