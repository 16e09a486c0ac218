import type { Db } from 'mongodb';
import { liveName } from './generations.ts';
import { mongoGenerations } from './mongo-generations.ts';

/** A projection's name and version; the consumer's too. */
export type Named = { readonly name: string; readonly version: number };

/** Where a projection's documents lie, and what its checkpoints are kept under: `<name>.v<version>`. */
export const collectionOf = ({ name, version }: Named): string => `${name}.v${version}`;

/** `_id` of a read model's document. */
export const idOf = (tenant: string, key: string): string => `${tenant}|${key}`;

const validator = {
  $jsonSchema: { required: ['tenant'], properties: { tenant: { bsonType: 'string', minLength: 1 } } },
};

/** Makes a collection, and has it refuse documents without tenant where that is asked. Again and again, it changes nothing. */
export const ensureCollection = async (db: Db, name: string, tenants = true): Promise<void> => {
  const known = await db.listCollections({ name }).next();
  if (known === null) {
    // Another process may make it at the same moment.
    await db.createCollection(name, tenants ? { validator } : {}).catch((error: { codeName?: string }) => {
      if (error.codeName !== 'NamespaceExists') throw error;
    });
  } else if (tenants && (known as { options?: { validator?: unknown } }).options?.validator === undefined) {
    await db.command({ collMod: name, validator });
  }
};

export type Indexes = readonly Readonly<Record<string, 1 | -1>>[];

export type ReadModel = {
  readonly projection: Named;
  /** Besides `_id`; `tenant` is put in front of each. */
  readonly indexes?: Indexes;
};

/** Makes the live collection of a read model and its indexes, where they are missing. */
export const ensureReadModel = async (db: Db, { projection, indexes = [] }: ReadModel): Promise<void> => {
  const { all } = mongoGenerations(db);
  await ensureIndexed(db, await liveName({ generations: all }, collectionOf(projection)), indexes);
};

/** Makes a collection of documents and its indexes, where they are missing. */
export const ensureIndexed = async (db: Db, name: string, indexes: Indexes): Promise<void> => {
  await ensureCollection(db, name);
  for (const index of indexes) await db.collection(name).createIndex({ tenant: 1, ...index });
};
