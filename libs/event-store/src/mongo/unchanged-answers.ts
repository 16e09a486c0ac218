import { MongoServerError } from 'mongodb';
import type { StreamName } from '../storage.ts';
import type { Unchanged } from '../unchanged.ts';
import type { Collections, UnchangedDocument } from './collections.ts';
import { longestWriteMs } from './collections.ts';
import { eachTenant } from './each-tenant.ts';
import { groupReads } from './group-reads.ts';

type Key = StreamName & { readonly commandId: string };
const idOf = ({ tenant, stream, commandId }: Key): string => `${tenant}|${stream}|${commandId}`;
const duplicateKey = 11_000;

/** Answers of commands that changed nothing; the server drops each after a day. */
export const unchangedAnswers = ({ unchanged }: Pick<Collections, 'unchanged'>) => {
  const reads = groupReads<Key, UnchangedDocument>({
    read: (keys) => eachTenant(keys, (_, some) => unchanged.find({ _id: { $in: some.map(idOf) } }).toArray()),
    nameOfKey: idOf,
    nameOfFound: ({ _id }) => _id,
  });
  const find = async ({ tenant, stream }: StreamName, commandId: string): Promise<Unchanged | undefined> =>
    (await reads.ask({ tenant, stream, commandId }))[0];

  return {
    find,
    /** `undefined`: it is kept now; else what was kept under this id before. */
    keep: async (
      of: StreamName,
      commandId: string,
      kept: Omit<UnchangedDocument, '_id'>,
    ): Promise<Unchanged | undefined> => {
      try {
        await unchanged.insertOne({ _id: idOf({ ...of, commandId }), ...kept }, { maxTimeMS: longestWriteMs });
        return undefined;
      } catch (error) {
        if (!(error instanceof MongoServerError) || error.code !== duplicateKey) throw error;
        return find(of, commandId);
      }
    },
  };
};
