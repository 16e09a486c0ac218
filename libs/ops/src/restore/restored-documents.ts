import { reactionsCollection } from '@telemachy/processes';
import { nameOfCheckpoint } from '@telemachy/projections';
import { Timestamp, type Document } from 'mongodb';
import type { TopicMoved } from './check-restore.ts';

type Topics = Readonly<Record<string, TopicMoved>>;

/**
 * A batch of another past: tokens and times of the sequencer mean nothing in the history that this database has now. Without them the next sequencer looks
 * for what has no position among the commits themselves.
 */
const batchOf = ({ token: _token, ...batch }: Document): Document => {
  const { ct, hi } = batch as { readonly ct: Timestamp; readonly hi: Timestamp };
  return ct.equals(hi) ? { ...batch, ct: new Timestamp({ t: Math.max(0, hi.t - 1), i: 0 }) } : batch;
};

/** What becomes of the documents of some collections on their way back: topics have other names. */
export const restoredBy = (topics: Topics): Readonly<Record<string, (document: Document) => Document>> => {
  const names = new Map(Object.values(topics).map(({ from, to }) => [from, to]));
  const named = (topic: unknown): string => names.get(String(topic)) ?? String(topic);
  const elsewhere = (document: Document): Document => ({ ...document, topic: named(document['topic']) });
  return {
    batches: batchOf,
    published: (document) => ({ ...document, _id: named(document['_id']) }),
    parked: elsewhere,
    [reactionsCollection]: elsewhere,
    checkpoints: (document) => {
      const moved = elsewhere(document);
      const { consumer, topic, partition } = moved as { consumer: string; topic: string; partition: unknown };
      return { ...moved, _id: nameOfCheckpoint({ consumer, topic, partition: Number(partition) }) };
    },
  };
};
