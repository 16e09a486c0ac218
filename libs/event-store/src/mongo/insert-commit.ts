import type { Db } from 'mongodb';
import { MongoServerError } from 'mongodb';
import type { ClaimChange } from '../port.ts';
import type { Inserted } from '../storage.ts';
import type { StoredCommit } from '../stored-commit.ts';
import { appendWithClaims } from './append-with-claims.ts';
import { documentOf, type Collections, type CommitDocument } from './collections.ts';
import { groupCommit, type InsertFault } from './group-commit.ts';
import { insertCommits } from './insert-commits.ts';
import { indexes } from './prepare-event-store.ts';

export type CommitInserts = (commit: StoredCommit, claims: readonly ClaimChange[]) => Promise<Inserted>;
type Reach = <Answer>(work: () => Promise<Answer>) => Promise<Answer>;

/** Commits without claims travel together; one with claims takes a transaction of its own. */
export const commitInserts = (
  db: Db,
  collections: Collections,
  reach: Reach,
  patienceMs: number | undefined,
): CommitInserts => {
  const group = groupCommit({
    insert: (documents) => reach(() => insertCommits(db, documents)),
    sizeOf: ({ facts }: CommitDocument) => facts.reduce((size, { data }) => size + data.length, 0),
  });
  const withClaims = async (commit: StoredCommit, claims: readonly ClaimChange[]): Promise<Inserted> => {
    const work = { commit: documentOf(commit), claims };
    // Half of what the caller waits: then it still hears that others were in the way.
    const claimed = await appendWithClaims(
      db,
      collections,
      work,
      patienceMs === undefined ? undefined : patienceMs / 2,
    );
    switch (claimed.outcome) {
      case 'appended':
        return { outcome: 'inserted' };
      case 'commit-refused':
        return whyNot(claimed.fault);
      case 'claim-taken':
      case 'contended':
        return claimed;
    }
  };
  return async (commit, claims) => {
    if (claims.length > 0) return reach(() => withClaims(commit, claims));
    const fault = await group.add(documentOf(commit));
    return fault === undefined ? { outcome: 'inserted' } : reach(async () => whyNot(fault));
  };
};

/** The unique indexes tell one refusal from the other. @throws MongoServerError for any other fault */
const whyNot = ({ code, index, message }: InsertFault): Inserted => {
  if (code !== 11_000) throw new MongoServerError({ code, message });
  return { outcome: index === indexes.versions ? 'version-taken' : 'command-taken' };
};
