import type { CommitStorage, StreamName } from '../storage.ts';
import type { StoredCommit } from '../stored-commit.ts';
import { storedFrom, type Collections, type CommitDocument } from './collections.ts';
import { eachTenant } from './each-tenant.ts';
import { groupReads } from './group-reads.ts';
import { indexes } from './prepare-event-store.ts';

export type StreamReads = Pick<CommitStorage, 'commitsOf' | 'commitsFrom' | 'lastCommitsOf' | 'commitOf'>;

type CommandKey = StreamName & { readonly commandId: string };
const nameOfStream = ({ tenant, stream }: StreamName): string => `${tenant}|${stream}`;

const firstOf = ({ versions }: StoredCommit): number => versions[0] ?? 0;
const inOrder = (found: readonly CommitDocument[]): readonly StoredCommit[] =>
  found.map(storedFrom).sort((one, other) => firstOf(one) - firstOf(other));

/** Commits that the server sends in one answer on the way back. */
const commitsAtOnce = 100;

/** Streams by name; those that are asked for at once are read at once. */
export const streamReads = ({ commits }: Collections): StreamReads => {
  const streams = groupReads<StreamName, CommitDocument>({
    read: (keys) =>
      eachTenant(keys, (tenant, some) =>
        commits
          .find({ tenant, stream: { $in: some.map(({ stream }) => stream) } })
          .hint(indexes.versions)
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
        .find({ tenant, stream, versions: { $gte: version } }, { hint: indexes.versions })
        .toArray();
      return inOrder(found);
    },
    async lastCommitsOf({ tenant, stream }, walk) {
      const backwards = commits
        .find({ tenant, stream }, { hint: indexes.versions, batchSize: commitsAtOnce })
        .sort({ versions: -1 });
      const seen: CommitDocument[] = [];
      // Leaving the loop closes the cursor.
      for await (const commit of backwards) {
        seen.push(commit);
        if (walk(storedFrom(commit))) break;
      }
      return inOrder(seen);
    },
    async commitOf({ tenant, stream }, commandId) {
      const [found] = await commands.ask({ tenant, stream, commandId });
      return found === undefined ? undefined : storedFrom(found);
    },
  };
};
