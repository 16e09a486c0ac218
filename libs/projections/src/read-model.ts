import type { Db } from 'mongodb';

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

export type ReadModel = {
  readonly projection: Named;
  /** Besides `_id`; `tenant` is put in front of each. */
  readonly indexes?: readonly Readonly<Record<string, 1 | -1>>[];
};

/** Makes a read model's collection and its indexes, where they are missing. */
export const ensureReadModel = async (db: Db, { projection, indexes = [] }: ReadModel): Promise<void> => {
  const name = collectionOf(projection);
  await ensureCollection(db, name);
  for (const index of indexes) await db.collection(name).createIndex({ tenant: 1, ...index });
};
