import type { Collection, Db } from 'mongodb';
import { MongoServerError } from 'mongodb';
import { DatabaseRefused } from '../errors.ts';
import { durable } from './collections.ts';

/** How the store's documents are laid out. Raised by a release whose documents an earlier one would read wrongly. */
export const storeFormat = 1;

type FormatDocument = { readonly _id: 'event-store'; readonly format: number };

/**
 * Whether this release may work with the database: writes its format where none is written. To be asked before anything else is done there.
 * @throws DatabaseRefused where a newer release has written
 */
export const checkFormat = async (db: Db): Promise<void> => {
  const formats = db.collection<FormatDocument>('format', durable);
  const format = (await formats.findOne({ _id: 'event-store' }))?.format ?? (await written(formats));
  if (Number.isSafeInteger(format) && (format as number) <= storeFormat) return;
  throw new DatabaseRefused(
    'newer-format',
    `The database ${db.databaseName} is of format ${String(format)}, and this release knows none above ${storeFormat}: a newer release has written it`,
    'Run that release or a newer one, or restore the backup that was made before the upgrade; nothing was changed',
  );
};

const duplicateKey = 11_000;

const written = async (formats: Collection<FormatDocument>): Promise<unknown> => {
  try {
    await formats.insertOne({ _id: 'event-store', format: storeFormat });
    return storeFormat;
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== duplicateKey) throw error;
    // Another one wrote it at the same moment.
    return (await formats.findOne({ _id: 'event-store' }, { readConcern: { level: 'local' } }))?.format;
  }
};
