import type { Db } from 'mongodb';
import { DatabaseRefused } from '../errors.ts';
import { durable } from './collections.ts';

type RestoreDocument = { readonly _id: 'restore'; readonly backup: string; readonly begunAt: Date };

const formats = (db: Db) => db.collection<RestoreDocument>('format', durable);

/** Says that a backup is being put into this database: until `endRestore` no service begins to work there. */
export const beginRestore = async (db: Db, backup: string): Promise<void> => {
  await formats(db).replaceOne({ _id: 'restore' }, { backup, begunAt: new Date() }, { upsert: true });
};

export const endRestore = async (db: Db): Promise<void> => {
  await formats(db).deleteOne({ _id: 'restore' });
};

/** @throws DatabaseRefused where a backup was begun to be restored, and not all of it is there or followed yet */
export const checkRestored = async (db: Db): Promise<void> => {
  const begun = await formats(db).findOne({ _id: 'restore' });
  if (begun === null) return;
  throw new DatabaseRefused(
    'unfinished-restore',
    `The restore of backup ${begun.backup} into ${db.databaseName} was begun and not finished`,
    'Give npm run ops -- restore DIR --replace again, and start the services when it has come to its end',
  );
};
