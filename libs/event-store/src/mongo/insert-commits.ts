import type { Db, Document } from 'mongodb';
import { MongoNetworkError } from 'mongodb';
import type { CommitDocument } from './collections.ts';
import { longestWriteMs } from './collections.ts';
import type { InsertFault } from './group-commit.ts';

type WriteError = { index: number; code: number; errmsg: string };

/**
 * One unordered insert for all. As a raw command: its reply names each fault, while the driver's own bulk loses them when a write concern fails too.
 * A torn connection is tried once more; what had arrived then answers with a duplicate `_id`, which is ours alone and so no fault.
 */
export const insertCommits = async (
  db: Db,
  documents: readonly CommitDocument[],
): Promise<ReadonlyMap<number, InsertFault>> => {
  const command: Document = {
    insert: 'commits',
    documents,
    ordered: false,
    writeConcern: { w: 'majority', j: true },
    maxTimeMS: longestWriteMs,
  };
  let reply: Document;
  try {
    reply = await db.command(command);
  } catch (error) {
    if (!(error instanceof MongoNetworkError)) throw error;
    reply = await db.command(command);
  }
  const errors = (reply['writeErrors'] ?? []) as readonly WriteError[];
  return new Map(
    errors
      .map(({ index, code, errmsg }) => [index, { code, index: indexNamedIn(errmsg), message: errmsg }] as const)
      .filter(([, fault]) => fault.index !== '_id_'),
  );
};

/** Of a duplicate-key message; empty in any other. */
export const indexNamedIn = (message: string): string => /index: (\S+)/.exec(message)?.[1] ?? '';
