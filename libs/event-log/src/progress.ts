import type { Collection, Db } from 'mongodb';

/** How far a topic is published, and the dense number given last in each of its partitions. */
export type Published = { readonly position: number; readonly partitionseqs: readonly number[] };

/** The publisher's memory. */
export interface Progress {
  read(topic: string): Promise<Published | undefined>;
  /** Moves on from what `read` or the last `save` said; `false` when somebody else did so meanwhile, and nothing changed. */
  save(topic: string, from: Published | undefined, to: Published): Promise<boolean>;
}

type Stored = { _id: string; position: number; partitionseqs: readonly number[]; savedAt: Date };

const duplicateKey = 11_000;
const durable = { writeConcern: { w: 'majority', j: true } } as const;

/** In the collection `published` of the service's database. */
export const mongoProgress = (db: Db): Progress => {
  const published: Collection<Stored> = db.collection('published');
  return {
    read: async (topic) => {
      const found = await published.findOne({ _id: topic }, { readConcern: { level: 'majority' } });
      return found === null ? undefined : { position: found.position, partitionseqs: found.partitionseqs };
    },
    save: async (topic, from, { position, partitionseqs }) => {
      const savedAt = new Date();
      if (from !== undefined) {
        const filter = { _id: topic, position: from.position };
        const { matchedCount } = await published.updateOne(
          filter,
          { $set: { position, partitionseqs, savedAt } },
          durable,
        );
        return matchedCount === 1;
      }
      try {
        await published.insertOne({ _id: topic, position, partitionseqs, savedAt }, durable);
        return true;
      } catch (error) {
        if ((error as { code?: number }).code === duplicateKey) return false;
        throw error;
      }
    },
  };
};

/** Gone with the process. */
export const memoryProgress = (): Progress => {
  const published = new Map<string, Published>();
  return {
    read: async (topic) => published.get(topic),
    save: async (topic, from, to) => {
      if (published.get(topic)?.position !== from?.position) return false;
      published.set(topic, to);
      return true;
    },
  };
};
