import { join } from 'node:path';
import { beginKeyRestore, prepareKeyStorage } from '@telemachy/privacy';
import type { Db, Document } from 'mongodb';
import { readLines } from '../backup/lines.ts';
import { KeysManifest, readManifest } from '../backup/manifest.ts';
import { load } from './load.ts';
import type { RestorePlan } from './check-restore.ts';

type Named = Document & { readonly _id: string };
/** What says that a restore is under way is none of the backup's. */
const mark = 'restore';

async function* withoutMark(documents: AsyncIterable<Document>) {
  for await (const document of documents) if (document['_id'] !== mark) yield document;
}

/** Puts wrapped keys back in the place of those that are there. Of whoever was forgotten, what says so stays, and their key does not come back. @returns how many documents */
export const restoreKeys = async (
  db: Db,
  folder: string,
  { id, knowsTombstones }: Pick<RestorePlan, 'id' | 'knowsTombstones'>,
): Promise<number> => {
  const { files } = await readManifest(folder, KeysManifest, 'keys');
  await beginKeyRestore(db, { backup: id, knowsTombstones });
  await db.collection<Named>('installation').deleteMany({ _id: { $ne: mark } });
  await db.collection('organizations').deleteMany({});
  await db.collection('subjects').deleteMany({ destroyedAt: { $exists: false } });
  await prepareKeyStorage(db);
  let documents = 0;
  for (const { collection, file } of files)
    documents += await load(db.collection(collection), withoutMark(readLines(join(folder, file))), { keep: true });
  return documents;
};
