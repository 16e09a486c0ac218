import type { EventStore, Head } from '@telemachy/event-store';
import type { Fact, Recorded } from '@telemachy/kernel';
import { ObjectId, type Db } from 'mongodb';

type Inserted = {
  readonly _id: ObjectId;
  readonly tenant: string;
  readonly stream: string;
  readonly version: number;
  readonly event: Fact;
  readonly meta: { readonly correlationId: string; readonly actor: string };
  readonly at: Date;
};

/**
 * What a Nest user writes by the book: a find to load, one awaited insert per request, a unique index for the order. No retry of a command
 * is noticed, no fact is numbered. As much of the store's port as one request needs.
 */
export const insertOneStore = async (db: Db): Promise<Pick<EventStore, 'load' | 'append' | 'commitOf'>> => {
  const events = db.collection<Inserted>('inserted', { writeConcern: { w: 'majority', journal: true } });
  await events.createIndex({ tenant: 1, stream: 1, version: 1 }, { unique: true });
  const recordedOf = ({ _id, at, meta, ...fact }: Inserted): Recorded => {
    const commit = _id.toHexString();
    return { ...fact, ...meta, id: commit, commit, position: 0, recordedAt: at.toISOString() };
  };
  return {
    load: async (tenant, stream) => {
      const found = await events.find({ tenant, stream }).sort({ version: 1 }).toArray();
      return { head: { tenant, stream, version: found.length } as Head, facts: found.map(recordedOf) };
    },
    append: async ({ tenant, stream, version }, facts, { meta, answer }) => {
      const [event] = facts;
      if (event === undefined || facts.length > 1) throw new Error('one fact per request');
      const inserted: Inserted = {
        _id: new ObjectId(),
        tenant,
        stream,
        version: version + 1,
        event,
        meta,
        at: new Date(),
      };
      await events.insertOne(inserted);
      const head = { tenant, stream, version: inserted.version } as Head;
      const id = inserted._id.toHexString();
      return { outcome: 'appended', head, commit: { ...head, id, facts: [recordedOf(inserted)], answer } };
    },
    commitOf: async () => undefined,
  };
};
