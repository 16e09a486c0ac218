import type { Db } from 'mongodb';
import type { Placed } from '../mongo/batch.ts';
import { unpacked } from '../mongo/batch.ts';
import { collectionsOf, storedFrom } from '../mongo/collections.ts';
import type { StoredCommit } from '../stored-commit.ts';

/** Everything wrong with the positions of a database at rest: commits without one or with two, holes, streams out of order. */
export const logFaults = async (db: Db, acknowledged: ReadonlyMap<string, number> = new Map()): Promise<string[]> => {
  const { commits, batches } = collectionsOf(db);
  const stored = new Map(
    (await commits.find().toArray()).map((commit) => [commit._id.toHexString(), storedFrom(commit)]),
  );
  const faults: string[] = [];
  const placed: Placed[] = [];
  let next = 1;
  for await (const batch of batches.find().sort({ _id: 1 })) {
    if (batch._id !== next) faults.push(`batch ${batch._id} should begin at ${next}`);
    placed.push(...unpacked(batch));
    next = batch._id + batch.n;
  }
  const seen: Seen = { commits: new Set(), versions: new Map() };
  for (const place of placed) faults.push(...faultsAt(place, stored.get(place.id.toHexString()), seen));
  for (const id of stored.keys()) if (!seen.commits.has(id)) faults.push(`commit ${id} has no position`);
  for (const id of acknowledged.keys()) if (!stored.has(id)) faults.push(`commit ${id} was acknowledged and is gone`);
  return faults;
};

type Seen = { readonly commits: Set<string>; readonly versions: Map<string, number> };

const faultsAt = ({ first, facts }: Placed, commit: StoredCommit | undefined, seen: Seen): string[] => {
  if (commit === undefined) return [`position ${first} has no commit`];
  const version = seen.versions.get(commit.stream) ?? 0;
  const faults = [
    seen.commits.has(commit.id) && `commit ${commit.id} has two positions`,
    commit.facts.length !== facts && `commit ${commit.id} is counted as ${facts}`,
    commit.versions[0] !== version + 1 && `${commit.stream} is out of order at ${first}`,
  ];
  seen.commits.add(commit.id);
  seen.versions.set(commit.stream, version + facts);
  return faults.filter((fault) => fault !== false);
};
