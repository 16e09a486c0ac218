import { BSON, MongoBulkWriteError, type Collection, type Document } from 'mongodb';

const duplicateKey = 11_000;
/** Held in memory at one time. */
const most = { documents: 1_000, bytes: 8 * 1024 * 1024 };

/** Whether nothing was wrong but that some were there. */
const wereThere = (error: unknown): boolean =>
  error instanceof MongoBulkWriteError &&
  [error.writeErrors].flat().every(({ code }) => code === duplicateKey) &&
  error.code === duplicateKey;

/** Inserts documents as they come. @param keep those that are there stay as they are @returns how many there were */
export const load = async (
  collection: Collection<Document>,
  documents: AsyncIterable<Document>,
  { keep = false } = {},
): Promise<number> => {
  let [group, bytes, count] = [[] as Document[], 0, 0];
  const insert = async (): Promise<void> => {
    if (group.length === 0) return;
    await collection.insertMany(group, { ordered: false }).catch((error: unknown) => {
      if (!keep || !wereThere(error)) throw error;
    });
    [group, bytes] = [[], 0];
  };
  for await (const document of documents) {
    count += 1;
    bytes += BSON.calculateObjectSize(document);
    group.push(document);
    if (group.length >= most.documents || bytes >= most.bytes) await insert();
  }
  await insert();
  return count;
};
