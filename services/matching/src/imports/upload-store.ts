import type { FileSeals } from '@telemachy/service-shell';
import { Binary, type Collection, type Db } from 'mongodb';

const sliceBytes = 128 * 1024;
/** Slices that are on their way to the disk at one time. */
const atOnce = 4;
const name = 'import_files';
/** A file whose import never ended, or that was stored and never asked for, is gone after a week. */
const keptSeconds = 7 * 24 * 60 * 60;

type Slice = {
  readonly _id: string;
  readonly tenant: string;
  readonly data: Binary;
  readonly storedAt: Date;
};

/** Raw files of people on their way in. They hold personal values, so each is sealed under a key of its own, and both are gone as soon as its import has ended. */
export interface UploadStore {
  /** Keeps the slices, in order. Durable when it resolves. */
  keep(tenant: string, uploadId: string, slices: AsyncIterable<Buffer>): Promise<void>;
  /** The bytes from `fromByte` to the end, slice by slice. @throws UploadGone where a slice is missing */
  read(
    tenant: string,
    uploadId: string,
    range: { readonly fromByte: number; readonly bytes: number },
  ): AsyncGenerator<Buffer>;
  forget(tenant: string, uploadId: string): Promise<void>;
}

export class UploadGone extends Error {
  override readonly name = 'UploadGone';
}

/** Sortable, so that one file lies together. */
const idOf = (tenant: string, uploadId: string, at: number): string =>
  `${tenant}|${uploadId}|${String(at).padStart(8, '0')}`;

async function* regrouped(slices: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const slice of slices) {
    held.push(slice);
    bytes += slice.length;
    if (bytes < sliceBytes) continue;
    const all = Buffer.concat(held);
    let from = 0;
    for (; all.length - from >= sliceBytes; from += sliceBytes) yield all.subarray(from, from + sliceBytes);
    held = [all.subarray(from)];
    bytes = all.length - from;
  }
  if (bytes > 0) yield Buffer.concat(held);
}

export const mongoUploadStore = (db: Db, seals: FileSeals): UploadStore => {
  const collection: Collection<Slice> = db.collection(name, { writeConcern: { w: 'majority', journal: true } });
  const keepSlice = async (tenant: string, uploadId: string, at: number, slice: Buffer): Promise<void> => {
    const data = new Binary(await seals.seal(tenant, uploadId, at, slice));
    await collection.insertOne({ _id: idOf(tenant, uploadId, at), tenant, data, storedAt: new Date() });
  };
  return {
    async keep(tenant, uploadId, slices) {
      let at = 0;
      const underWay = new Set<Promise<unknown>>();
      for await (const data of regrouped(slices)) {
        const kept = keepSlice(tenant, uploadId, at, data);
        at += 1;
        const done = kept.finally(() => underWay.delete(done));
        underWay.add(done);
        if (underWay.size >= atOnce) await Promise.race(underWay);
      }
      await Promise.all(underWay);
    },
    async *read(tenant, uploadId, { fromByte, bytes }) {
      const first = Math.floor(fromByte / sliceBytes);
      for (let at = first; at * sliceBytes < bytes; at += 1) {
        const slice = await collection.findOne({ _id: idOf(tenant, uploadId, at), tenant });
        if (slice === null) throw new UploadGone(`slice ${at} of upload ${uploadId} is not there`);
        const opened = await seals.open(tenant, uploadId, at, Buffer.from(slice.data.buffer));
        if (opened === undefined) throw new UploadGone(`the key of upload ${uploadId} is not there`);
        yield opened.subarray(at === first ? fromByte - first * sliceBytes : 0);
      }
    },
    async forget(tenant, uploadId) {
      await collection.deleteMany({
        _id: { $gte: idOf(tenant, uploadId, 0), $lte: idOf(tenant, uploadId, 99_999_999) },
        tenant,
      });
      // Last: whoever comes back after a crash forgets the slices first.
      await seals.forget(tenant, uploadId);
    },
  };
};

export const prepareUploads = async (db: Db): Promise<void> => {
  await db.collection(name).createIndex({ storedAt: 1 }, { expireAfterSeconds: keptSeconds });
};
