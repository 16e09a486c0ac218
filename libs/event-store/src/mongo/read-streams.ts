import type { FindOptions } from 'mongodb';
import type { CommitStorage, StreamName } from '../storage.ts';
import type { StoredCommit } from '../stored-commit.ts';
import { storedFrom, type Collections, type CommitDocument } from './collections.ts';
import { eachTenant } from './each-tenant.ts';
import { groupReads } from './group-reads.ts';
import { indexes } from './prepare-event-store.ts';

export type StreamReads = Pick<CommitStorage, 'commitsOf' | 'commitsFrom' | 'lastCommitsOf' | 'commitOf'>;

type CommandKey = StreamName & { readonly commandId: string };
const nameOfStream = ({ tenant, stream }: StreamName): string => `${tenant}|${stream}`;

const firstOf = (commit: Pick<StoredCommit, 'versions'> | undefined): number => commit?.versions[0] ?? 0;
const inOrder = (found: readonly CommitDocument[]): readonly StoredCommit[] =>
  found.map(storedFrom).sort((one, other) => firstOf(one) - firstOf(other));

/** Read from the front, as many as fit the 16 MB of one answer: the driver alone would ask twice from the 102nd on. */
const commitsPerAnswer = 10_000;
/** The last commits are read in one short answer, which is often enough; where it is not, from the end again in long ones. */
const commitsAtOnce = { first: 4, later: 100 } as const;

/** Streams by name; those that are asked for at once are read at once. */
export const streamReads = ({ commits }: Collections): StreamReads => {
  const streams = groupReads<StreamName, CommitDocument>({
    read: (keys) =>
      eachTenant(keys, (tenant, some) =>
        commits
          .find(
            { tenant, stream: { $in: some.map(({ stream }) => stream) } },
            { hint: indexes.versions, batchSize: commitsPerAnswer },
          )
          .toArray(),
      ),
    nameOfKey: nameOfStream,
    nameOfFound: nameOfStream,
  });
  const commands = groupReads<CommandKey, CommitDocument>({
    read: (keys) =>
      eachTenant(keys, (tenant, some) =>
        commits
          .find({
            tenant,
            stream: { $in: some.map(({ stream }) => stream) },
            'command.id': { $in: some.map(({ commandId }) => commandId) },
          })
          .toArray(),
      ),
    nameOfKey: ({ commandId, ...key }) => `${nameOfStream(key)}|${commandId}`,
    nameOfFound: (found) => `${nameOfStream(found)}|${found.command.id}`,
  });
  return {
    async commitsOf(of) {
      return inOrder(await streams.ask(of));
    },
    async commitsFrom({ tenant, stream }, version) {
      const found = await commits
        .find({ tenant, stream, versions: { $gte: version } }, { hint: indexes.versions, batchSize: commitsPerAnswer })
        .toArray();
      return inOrder(found);
    },
    async lastCommitsOf({ tenant, stream }, walk) {
      const backwards = (options: FindOptions) =>
        commits.find({ tenant, stream }, { hint: indexes.versions, sort: { versions: -1 }, ...options });
      const seen: CommitDocument[] = [];
      const isEnough = (commit: CommitDocument): boolean => {
        seen.push(commit);
        return walk(storedFrom(commit));
      };
      const last = await backwards({ limit: commitsAtOnce.first, singleBatch: true }).toArray();
      if (last.some(isEnough) || last.length < commitsAtOnce.first) return inOrder(seen);
      const oldest = firstOf(last.at(-1));
      // What was seen, or has come since, is passed over. Leaving the loop closes the cursor.
      for await (const commit of backwards({ batchSize: commitsAtOnce.later }))
        if (firstOf(commit) < oldest && isEnough(commit)) break;
      return inOrder(seen);
    },
    async commitOf({ tenant, stream }, commandId) {
      const [found] = await commands.ask({ tenant, stream, commandId });
      return found === undefined ? undefined : storedFrom(found);
    },
  };
};
