import { join } from 'node:path';
import { topicGenerations, mongoProgress } from '@telemachy/event-log';
import { beginRestore, mongoEventStore, prepareEventStore } from '@telemachy/event-store';
import { tombstonesCollection } from '@telemachy/privacy';
import type { Db, Document } from 'mongodb';
import { readLines } from '../backup/lines.ts';
import { BackupRefused, readManifest, StoresManifest } from '../backup/manifest.ts';
import type { Installation } from '../installation.ts';
import { progress } from '../output.ts';
import { load } from './load.ts';
import type { RestorePlan } from './check-restore.ts';
import { restoredBy } from './restored-documents.ts';

export type RestoredStore = { readonly service: string; readonly position: number; readonly documents: number };

/** What says that a restore is under way, and who was forgotten, is never away. */
const stays = new Set(['format', tombstonesCollection]);

const emptied = async (db: Db): Promise<void> => {
  for (const { name } of await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray())
    if (!stays.has(name) && !name.startsWith('system.')) await db.dropCollection(name);
};

async function* each(documents: AsyncIterable<Document>, change: (document: Document) => Document) {
  for await (const document of documents) yield change(document);
}

/** Puts the store of one service back, with what belongs to it, in the place of whatever is there. Killed at any moment, it begins anew. */
export const restoreStore = async (
  service: string,
  { databaseOf }: Pick<Installation, 'databaseOf'>,
  folder: string,
  { id, topics }: RestorePlan,
): Promise<RestoredStore> => {
  const db = databaseOf(service);
  const { services } = await readManifest(folder, StoresManifest, 'stores');
  const backup = services.find((one) => one.service === service);
  if (backup === undefined) throw new BackupRefused(`${folder} holds no store of ${service}`);
  await beginRestore(db, id);
  await emptied(db);
  await prepareEventStore(db, { restoring: true });
  const [say, change] = [progress(), restoredBy(topics)];
  let documents = 0;
  for (const { collection, file } of backup.files) {
    say(() => `${service}: ${collection}, ${documents} documents so far`);
    const read = each(readLines(join(folder, service, file)), change[collection] ?? ((document) => document));
    documents += await load(db.collection(collection), read, { keep: stays.has(collection) });
  }
  const { topics: generations } = topicGenerations(db);
  await generations.insertMany(Object.entries(topics).map(([_id, { generation }]) => ({ _id, generation })));
  const [own, progressOf] = [topics[service], mongoProgress(db)];
  // Nothing had been sent: it is said, so that nobody has to ask Kafka how many partitions there were.
  if (own !== undefined && (await progressOf.read(own.to)) === undefined)
    await progressOf.save(own.to, undefined, {
      position: 0,
      partitionseqs: Array.from({ length: own.partitions }, () => 0),
    });
  const position = await mongoEventStore({ db }).lastPosition();
  if (position !== backup.position)
    throw new BackupRefused(
      `the store of ${service} ends at ${position}, and the manifest says ${backup.position}: it was changed. Use another copy of this backup`,
    );
  return { service, position, documents };
};
