import type { Collection, Db } from 'mongodb';

const name = 'import_row_keys';
/** Longer than any import runs. */
const keptSeconds = 7 * 24 * 60 * 60;

type RowKey = { readonly _id: string; readonly tenant: string; readonly row: number; readonly storedAt: Date };
/** A row's keyed hashes: what it tells its person by. */
export type KeyedRow = { readonly row: number; readonly keys: readonly string[] };

/** The first row that spoke of a person, and the key by which it did. */
export type Earlier = { readonly row: number; readonly key: string };

/** Which row of an import spoke of a person first, however large the file. */
export interface RowKeys {
  /** Remembers the rows; answers for each row that speaks of somebody an earlier one spoke of, which that was. Asking again answers the same. */
  earlier(tenant: string, importId: string, rows: readonly KeyedRow[]): Promise<ReadonlyMap<number, Earlier>>;
  forget(tenant: string, importId: string): Promise<void>;
}

const idOf = (tenant: string, importId: string, key: string): string => `${tenant}|${importId}|${key}`;
const duplicateKey = 11_000;

export const mongoRowKeys = (db: Db): RowKeys => {
  const collection: Collection<RowKey> = db.collection(name, { writeConcern: { w: 'majority', journal: true } });
  return {
    async earlier(tenant, importId, rows) {
      const firsts = new Map<string, number>();
      for (const { row, keys } of rows) {
        for (const key of keys) if (!firsts.has(key)) firsts.set(key, row);
      }
      if (firsts.size === 0) return new Map();
      const storedAt = new Date();
      const documents = [...firsts].map(([key, row]) => ({ _id: idOf(tenant, importId, key), tenant, row, storedAt }));
      await collection.insertMany(documents, { ordered: false }).catch((error: unknown) => {
        // Somebody spoke of this person before: who, is read below.
        if ((error as { code?: number }).code !== duplicateKey) throw error;
      });
      const found = await collection.find({ _id: { $in: documents.map(({ _id }) => _id) } }).toArray();
      const known = new Map(found.map(({ _id, row }) => [_id, row]));
      return new Map(
        rows.flatMap(({ row, keys }) => {
          const speaking = keys.map((key): Earlier => ({ key, row: known.get(idOf(tenant, importId, key)) ?? row }));
          const [first] = speaking.sort((one, other) => one.row - other.row);
          return first !== undefined && first.row < row ? [[row, first] as const] : [];
        }),
      );
    },
    async forget(tenant, importId) {
      await collection.deleteMany({
        _id: { $gte: idOf(tenant, importId, ''), $lt: idOf(tenant, importId, '\uffff') },
        tenant,
      });
    },
  };
};

export const prepareRowKeys = async (db: Db): Promise<void> => {
  await db.collection(name).createIndex({ storedAt: 1 }, { expireAfterSeconds: keptSeconds });
};
