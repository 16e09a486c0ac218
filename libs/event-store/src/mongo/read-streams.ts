import type { StreamName } from '../storage.ts';
import type { StoredCommit } from '../stored-commit.ts';
import { storedFrom, type Collections, type CommitDocument } from './collections.ts';
import { eachTenant } from './each-tenant.ts';
import { groupReads } from './group-reads.ts';
import { indexes } from './prepare-event-store.ts';

export type StreamReads = {
  readonly commitsOf: (of: StreamName) => Promise<readonly StoredCommit[]>;
  readonly commitOf: (of: StreamName, commandId: string) => Promise<StoredCommit | undefined>;
};

type CommandKey = StreamName & { readonly commandId: string };
const nameOfStream = ({ tenant, stream }: StreamName): string => `${tenant}|${stream}`;

const firstOf = ({ versions }: StoredCommit): number => versions[0] ?? 0;

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
      const found = await streams.ask(of);
      return found.map(storedFrom).sort((one, other) => firstOf(one) - firstOf(other));
    },
    async commitOf({ tenant, stream }, commandId) {
      const [found] = await commands.ask({ tenant, stream, commandId });
      return found === undefined ? undefined : storedFrom(found);
    },
  };
};
