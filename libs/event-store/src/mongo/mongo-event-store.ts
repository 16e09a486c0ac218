import { catalogue } from '@telemachy/contracts';
import type { Db } from 'mongodb';
import { MongoServerError, ObjectId } from 'mongodb';
import { setTimeout as pause } from 'node:timers/promises';
import { checkClaims } from '../claim-names.ts';
import type { FactSchemas } from '../encode-fact.ts';
import { StoreDamaged, StoreUnavailable } from '../errors.ts';
import { issuedHeads } from '../heads.ts';
import { checkNames } from '../names.ts';
import type { Appended, ClaimChange, CommandIdentity, Done, EventStore, Head } from '../port.ts';
import type { StoredCommit } from '../stored-commit.ts';
import { commitToStore, doneBefore, readCommit, recordedFrom, recordedOf } from '../stored-commit.ts';
import { appendWithClaims } from './append-with-claims.ts';
import { collectionsOf, documentOf, storedFrom, type CommitDocument } from './collections.ts';
import type { InsertFault } from './group-commit.ts';
import { groupCommit } from './group-commit.ts';
import { groupReads } from './group-reads.ts';
import { insertCommits } from './insert-commits.ts';
import { indexes } from './prepare-event-store.ts';
import { lastPosition, positionOf, readRaw } from './read-by-position.ts';
import { reaching, translated } from './unavailable.ts';

export type MongoStoreOptions = {
  /** The service's own database, prepared by `prepareEventStore`. */
  readonly db: Db;
  readonly now?: () => Date;
  readonly schemas?: FactSchemas;
  /** Longest that a caller waits for the database, in ms; 15,000 unless told. */
  readonly patienceMs?: number;
};

/** The store on MongoDB: one document per commit, appends that meet travel in one insert, commits with claims in a transaction. */
export const mongoEventStore = ({
  db,
  now = () => new Date(),
  schemas = catalogue,
  patienceMs,
}: MongoStoreOptions): EventStore => {
  const collections = collectionsOf(db);
  const reach = <Answer>(work: () => Promise<Answer>): Promise<Answer> => reaching(work, patienceMs);
  const heads = issuedHeads();
  const group = groupCommit({
    insert: (documents) => reach(() => insertCommits(db, documents)),
    sizeOf: ({ facts }: ReturnType<typeof documentOf>) => facts.reduce((size, { data }) => size + data.length, 0),
  });

  const { commits } = collections;
  const streams = groupReads<StreamKey, CommitDocument>({
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

  const findCommit = async (tenant: string, stream: string, commandId: string): Promise<StoredCommit | undefined> => {
    const [found] = await commands.ask({ tenant, stream, commandId });
    return found === undefined ? undefined : storedFrom(found);
  };

  const commitOf = async (tenant: string, stream: string, command: CommandIdentity): Promise<Done | undefined> => {
    const found = await findCommit(tenant, stream, command.id);
    return found === undefined ? undefined : doneBefore(found, command);
  };

  /** What a duplicate key means. The other commit may not be majority-committed yet, so one that must be there is waited for. */
  const explain = async (
    { tenant, stream, command }: StoredCommit,
    { code, index, message }: InsertFault,
  ): Promise<Appended> => {
    if (code !== 11_000) throw translated(new MongoServerError({ code, message }));
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const done = await commitOf(tenant, stream, command);
      if (done !== undefined) return done;
      if (index === indexes.versions) return { outcome: 'conflict' };
      await pause(2 ** attempt);
    }
    throw new StoreUnavailable('the commit of the same command is not settled yet');
  };

  const appended = (commit: StoredCommit): Appended => ({
    outcome: 'appended',
    head: heads.issue(commit.tenant, commit.stream, commit.versions.at(-1) ?? 0),
    commit: readCommit(commit),
  });

  const appendClaiming = async (commit: StoredCommit, claims: readonly ClaimChange[]): Promise<Appended> => {
    const claimed = await appendWithClaims(db, collections, documentOf(commit), claims);
    switch (claimed.outcome) {
      case 'appended':
        return appended(commit);
      case 'commit-refused':
        return explain(commit, claimed.fault);
      case 'claim-taken':
        return claimed;
      case 'contended':
        return { outcome: 'conflict' };
    }
  };

  const appendAlone = async (commit: StoredCommit): Promise<Appended> => {
    const fault = await group.add(documentOf(commit));
    return fault === undefined ? appended(commit) : reach(() => explain(commit, fault));
  };

  return {
    load(tenant, stream) {
      return reach(async () => {
        checkNames(tenant, stream);
        const found = await streams.ask({ tenant, stream });
        const inOrder = found.map(storedFrom).sort((one, other) => firstOf(one) - firstOf(other));
        return { head: heads.issue(tenant, stream, endOf(inOrder)), facts: inOrder.flatMap(recordedOf) };
      });
    },

    async append(head: Head, facts, options) {
      heads.check(head);
      const claims = options.claims ?? [];
      checkClaims(head.stream, claims);
      const stamp = { id: new ObjectId().toHexString(), recordedAt: now().toISOString(), schemas };
      const commit = commitToStore(head, facts, options, stamp);
      return claims.length === 0 ? appendAlone(commit) : reach(() => appendClaiming(commit, claims));
    },

    commitOf(tenant, stream, command) {
      return reach(async () => {
        checkNames(tenant, stream);
        return commitOf(tenant, stream, command);
      });
    },

    readRaw: (after, limit) => reach(() => readRaw(collections, after, limit)),
    readAll: async (after, limit) => (await reach(() => readRaw(collections, after, limit))).map(recordedFrom),
    lastPosition: () => reach(() => lastPosition(collections)),
    positionOf: (commit) => reach(() => positionOf(collections, commit)),
  };
};

type StreamKey = { readonly tenant: string; readonly stream: string };
type CommandKey = StreamKey & { readonly commandId: string };
const nameOfStream = ({ tenant, stream }: StreamKey): string => `${tenant}|${stream}`;

/** One question per organization: no query ever spans two. */
const eachTenant = async <Key extends StreamKey>(
  keys: readonly Key[],
  find: (tenant: string, keys: readonly Key[]) => Promise<CommitDocument[]>,
): Promise<CommitDocument[]> => {
  const byTenant = [...Map.groupBy(keys, ({ tenant }) => tenant)];
  return (await Promise.all(byTenant.map(([tenant, some]) => find(tenant, some)))).flat();
};

const firstOf = ({ versions }: StoredCommit): number => versions[0] ?? 0;

/** Version of the last fact. @throws StoreDamaged */
const endOf = (commits: readonly StoredCommit[]): number =>
  commits.reduce((end, { versions, stream, id }) => {
    if (versions[0] !== end + 1) throw new StoreDamaged(`Commit ${id} of ${stream} does not follow version ${end}.`);
    return versions.at(-1) ?? end;
  }, 0);
