import { ObjectId } from 'mongodb';
import { StoreDamaged } from '../errors.ts';
import type { RawFact } from '../port.ts';
import { rawFactsOf } from '../stored-commit.ts';
import type { Placed } from './batch.ts';
import { unpacked } from './batch.ts';
import type { BatchDocument, Collections, CommitDocument } from './collections.ts';

const idsPerQuery = 1000;
/** What facts do not need of their commit. */
const besides = { command: 0, answer: 0, skips: 0, ts: 0 } as const;
type CommitOfFacts = Omit<CommitDocument, keyof typeof besides>;

/** Facts at the positions `after + 1` to `after + limit`, as far as there are any. @throws StoreDamaged */
export const readRaw = async (collections: Collections, after: number, limit: number): Promise<RawFact[]> => {
  const to = after + limit;
  const placed = (await batchesBetween(collections, after, to))
    .flatMap(unpacked)
    .filter(({ first, facts }) => after + 1 < first + facts && first <= to);
  const commits = await commitsById(collections, placed);
  return placed.flatMap(({ id, first }) => {
    const commit = commits.get(id.toHexString());
    if (commit === undefined) throw new StoreDamaged(`Position ${first} belongs to a commit that is not there.`);
    return rawFactsOf({ ...commit, id: id.toHexString(), recordedAt: commit.recordedAt.toISOString() }, first).filter(
      ({ position }) => after < position && position <= to,
    );
  });
};

/** The batches that hold positions above `after` up to `to`, without a hole. */
const batchesBetween = async ({ batches }: Collections, after: number, to: number): Promise<BatchDocument[]> => {
  const found: BatchDocument[] = [];
  const within = await batches
    .find({ _id: { $gt: after, $lte: to } })
    .sort({ _id: 1 })
    .toArray();
  // Only where `after` lies inside a batch does the one before matter.
  if (within[0]?._id !== after + 1) {
    const before = await batches
      .find({ _id: { $lte: after } })
      .sort({ _id: -1 })
      .limit(1)
      .toArray();
    found.push(...before);
  }
  found.push(...within);
  found.forEach((batch, place) => {
    const previous = found[place - 1];
    if (previous !== undefined && previous._id + previous.n !== batch._id)
      throw new StoreDamaged(`Between the batches ${previous._id} and ${batch._id} positions are missing.`);
  });
  return found;
};

const commitsById = async (
  { commits }: Collections,
  placed: readonly Placed[],
): Promise<ReadonlyMap<string, CommitOfFacts>> => {
  const ids = placed.map(({ id }) => id);
  const queries: Promise<CommitOfFacts[]>[] = [];
  for (let start = 0; start < ids.length; start += idsPerQuery) {
    const some = ids.slice(start, start + idsPerQuery);
    queries.push(commits.find({ _id: { $in: some } }, { batchSize: idsPerQuery + 1, projection: besides }).toArray());
  }
  return new Map((await Promise.all(queries)).flat().map((commit) => [commit._id.toHexString(), commit]));
};

export const lastPosition = async ({ batches }: Collections): Promise<number> => {
  const [last] = await batches
    .find()
    .sort({ _id: -1 })
    .limit(1)
    .project<{ _id: number; n: number }>({ n: 1 })
    .toArray();
  return last === undefined ? 0 : last._id + last.n - 1;
};

/** Position of the last fact of a commit: 0 while it has none, `undefined` where the stream has no such commit. */
export const positionOf = async (
  { commits, batches }: Collections,
  { tenant, stream, commit }: { readonly tenant: string; readonly stream: string; readonly commit: string },
): Promise<number | undefined> => {
  if (!/^[0-9a-f]{24}$/.test(commit)) return undefined;
  const id = new ObjectId(commit);
  const stored = await commits.findOne({ _id: id, tenant, stream }, { projection: { ts: 1 } });
  if (stored === null) return undefined;
  // It can stand in no batch whose latest commit was there before it.
  const later = batches.find({ hi: { $gte: stored.ts } }, { batchSize: 10 }).sort({ hi: 1 });
  for await (const batch of later) {
    const place = unpacked(batch).find((placed) => placed.id.equals(id));
    if (place !== undefined) return place.first + place.facts - 1;
  }
  return 0;
};
