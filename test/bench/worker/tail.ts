import { encode, keyOf, partitionOf, type EventLog, type LogRecord } from '@telemachy/event-log';
import type { Db, Document } from 'mongodb';
import { partitions } from '../measure/service.ts';

export type TailOptions = { readonly service: string; readonly topic: string; readonly db: Db; readonly log: EventLog };

/** A commit as the store keeps it, as far as a record is made of it. */
type Commit = {
  readonly _id: { toHexString(): string };
  readonly tenant: string;
  readonly stream: string;
  readonly versions: readonly number[];
  readonly facts: readonly { readonly id: string; readonly type: string; readonly data: string }[];
  readonly meta: { readonly correlationId: string; readonly actor: string };
  readonly recordedAt: Date;
};
type Reply = {
  readonly cursor: {
    readonly id: unknown;
    readonly firstBatch?: readonly { readonly fullDocument: Commit }[];
    readonly nextBatch?: readonly { readonly fullDocument: Commit }[];
    readonly postBatchResumeToken: Document;
  };
};

const saveEveryMs = 250;

/**
 * The least that brings commits to Kafka in order: one change stream with the documents, one send in flight, the token saved after the
 * acknowledgement. It gives no dense positions and cannot go on once the oplog has rolled over.
 */
export const startTail = async ({ service, topic, db, log }: TailOptions): Promise<{ stop(): Promise<void> }> => {
  const tokens = db.collection<{ _id: string; token: Document; sent: number; seqs: number[] }>('tail');
  const saved = await tokens.findOne({ _id: topic });
  const session = db.client.startSession({ causalConsistency: false });
  const seqs = saved?.seqs ?? Array.from({ length: partitions }, () => 0);
  let sent = saved?.sent ?? 0;
  const stopping = new AbortController();

  const recordOf = (commit: Commit): LogRecord[] =>
    commit.facts.map(({ id, type, data }, index) => {
      const { tenant, stream, meta, recordedAt } = commit;
      const partition = partitionOf(keyOf(tenant, stream), partitions);
      const seq = (seqs[partition] ?? 0) + 1;
      seqs[partition] = seq;
      sent += 1;
      const version = (commit.versions[0] ?? 1) + index;
      const stamp = { recordedAt: recordedAt.toISOString(), commit: commit._id.toHexString(), position: sent };
      return encode(service, { id, type, data, tenant, stream, version, ...meta, ...stamp }, partition, seq);
    });
  const save = (token: Document): Promise<unknown> =>
    tokens.updateOne(
      { _id: topic },
      { $set: { token, sent, seqs } },
      { upsert: true, writeConcern: { w: 'majority', j: true } },
    );

  const run = (command: Document): Promise<Reply> =>
    db.command(command, { session, promoteLongs: false }) as Promise<unknown> as Promise<Reply>;
  const opened = await run({
    aggregate: 'commits',
    pipeline: [
      { $changeStream: saved === null ? {} : { resumeAfter: saved.token } },
      { $match: { operationType: 'insert' } },
      { $project: { fullDocument: 1 } },
    ],
    cursor: { batchSize: 1000 },
    readConcern: { level: 'majority' },
  });
  await save(opened.cursor.postBatchResumeToken);

  const follow = async (): Promise<void> => {
    let savedAt = performance.now();
    let reply = opened;
    while (!stopping.signal.aborted) {
      const { firstBatch, nextBatch, postBatchResumeToken } = reply.cursor;
      const records = (firstBatch ?? nextBatch ?? []).flatMap(({ fullDocument }) => recordOf(fullDocument));
      await log.produce(topic, records);
      if (records.length > 0 && performance.now() - savedAt > saveEveryMs) {
        await save(postBatchResumeToken);
        savedAt = performance.now();
      }
      reply = await run({ getMore: opened.cursor.id, collection: 'commits', batchSize: 1000, maxTimeMS: 250 });
      if ((reply.cursor.nextBatch ?? []).length === 0) await save(reply.cursor.postBatchResumeToken);
    }
    await db.command({ killCursors: 'commits', cursors: [opened.cursor.id] }, { session });
    await session.endSession();
  };
  const followed = follow();
  return {
    stop: async () => {
      stopping.abort();
      await followed;
    },
  };
};
