import type { Db } from 'mongodb';
import { subjectName } from './subject.ts';
import type { Subject } from './subject.ts';
import type { Tombstone, TombstoneLedger } from './tombstones.ts';

type TombstoneDocument = {
  /** `<tenant>|<kind>|<id>` */
  readonly _id: string;
  readonly tenant: string;
  readonly kind: Subject['kind'];
  readonly subject: string;
  readonly destroyedAt: Date;
};

export const tombstonesCollection = 'tombstones';

/** In a service's own database: it is in the backup of the stores, apart from the keys. */
export const mongoTombstones = (db: Db): TombstoneLedger => {
  const tombstones = db.collection<TombstoneDocument>(tombstonesCollection, {
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
  });
  return {
    async add(some) {
      if (some.length === 0) return 0;
      const operations = some.map(({ tenant, subject: { kind, id }, destroyedAt }) => ({
        updateOne: {
          filter: { _id: subjectName(tenant, { kind, id }) },
          update: { $setOnInsert: { tenant, kind, subject: id, destroyedAt } },
          upsert: true,
        },
      }));
      return (await tombstones.bulkWrite(operations, { ordered: false })).upsertedCount;
    },
    async *all() {
      for await (const { tenant, kind, subject: id, destroyedAt } of tombstones.find().sort({ _id: 1 }))
        yield { tenant, subject: { kind, id }, destroyedAt } satisfies Tombstone;
    },
  };
};

/** In this process, for unit tests. */
export const memoryTombstones = (): TombstoneLedger => {
  const kept = new Map<string, Tombstone>();
  return {
    add: async (some) => {
      const before = kept.size;
      for (const one of some) {
        const name = subjectName(one.tenant, one.subject);
        if (!kept.has(name)) kept.set(name, one);
      }
      return kept.size - before;
    },
    async *all() {
      yield* kept.values();
    },
  };
};
