import type { Collection, Db } from 'mongodb';

/** Which generation of a service's topic is written and read, as one service knows it. */
export type TopicDocument = {
  /** The service whose facts the topic carries. */
  readonly _id: string;
  readonly generation: number;
  /** The generation that is being made; in the database of the topic's own service alone. */
  readonly next?: {
    readonly generation: number;
    /** Unique for each one that ever made one. */
    readonly builder: string;
    readonly startedAt: Date;
    /** It belongs to its builder until then. */
    readonly until: Date;
  };
};

/** In each service's own database: one small document for each topic that was ever rebuilt, among those it writes and hears. */
export const topicGenerations = (db: Db) => {
  const topics: Collection<TopicDocument> = db.collection('topics', {
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true },
  });
  return {
    topics,
    /** By service; one that is missing is at its first. */
    read: async (): Promise<ReadonlyMap<string, number>> =>
      new Map((await topics.find().toArray()).map(({ _id, generation }) => [_id, generation])),
  };
};
