import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import { checkIn } from '../measure/facts.ts';
import type { Streams } from './streams.ts';

/** What a durable write costs at least: one document by itself, with no index but `_id`, no order and no idempotency. */
export const insertOneStreams = (db: Db): Streams => {
  const events = db.collection('inserted', { writeConcern: { w: 'majority', journal: true } });
  const open = () => {
    const stream = randomUUID();
    let version = 0;
    return async () => {
      version += 1;
      await events.insertOne({ stream, version, ...checkIn(stream, version), at: new Date() });
    };
  };
  return { open: async (count) => Array.from({ length: count }, open) };
};
