import type { Collection, Db, IndexSpecification } from 'mongodb';
import type { StoredDocument } from './document-store.ts';

/** Where a projection's documents lie: `<name>.v<version>`. */
export const collectionOf = ({ name, version }: { readonly name: string; readonly version: number }): string =>
  `${name}.v${version}`;

/** `_id` of a read model's document. */
export const idOf = (tenant: string, key: string): string => `${tenant}|${key}`;

export type ReadModel = {
  readonly projection: { readonly name: string; readonly version: number };
  /** Besides `_id`; each is led by `tenant`, which is put there. */
  readonly indexes?: readonly Readonly<Record<string, 1 | -1>>[];
};

/** Makes the collection, its indexes, and a validator that refuses a document without tenant. Again and again, it changes nothing. */
export const ensureReadModel = async (db: Db, { projection, indexes = [] }: ReadModel): Promise<void> => {
  const name = collectionOf(projection);
  const validator = {
    $jsonSchema: { required: ['tenant'], properties: { tenant: { bsonType: 'string', minLength: 1 } } },
  };
  const known = await db.listCollections({ name }, { nameOnly: true }).hasNext();
  if (!known) await db.createCollection(name).catch(ignoreExisting);
  await db.command({ collMod: name, validator });
  const keys: IndexSpecification[] = indexes.map((index) => ({ tenant: 1, ...index }));
  const collection: Collection<StoredDocument> = db.collection(name);
  for (const key of keys) await collection.createIndex(key);
};

/** Two processes may start at once. */
const ignoreExisting = (error: unknown): void => {
  if ((error as { codeName?: string }).codeName !== 'NamespaceExists') throw error;
};
