import { ObjectId } from 'mongodb';
import { StoreDamaged } from '../errors.ts';
import type { BatchDocument } from './collections.ts';

const idBytes = 12;

export type Numbered = {
  readonly id: ObjectId;
  /** Facts in the commit. */
  readonly facts: number;
};

/** @throws StoreDamaged for an id of another kind: a batch keeps 12 bytes for each commit, and one that differs would shift all that follow. */
export const commitIdOf = (id: unknown): ObjectId => {
  if (id instanceof ObjectId) return id;
  throw new StoreDamaged(
    `Commit ${JSON.stringify(id)} has an id that is no ObjectId, so another program wrote it. ` +
      'Nothing gets a position until it is taken out of the collection commits; append its facts anew.',
  );
};

/** The commits of a batch, as it keeps them. */
export const packed = (commits: readonly Numbered[]): Pick<BatchDocument, 'n' | 'ids' | 'counts'> => ({
  n: commits.reduce((sum, { facts }) => sum + facts, 0),
  ids: Buffer.concat(commits.map(({ id }) => id.id)),
  counts: Buffer.from(commits.map(({ facts }) => facts)),
});

export type Placed = {
  readonly id: ObjectId;
  /** Position of its first fact. */
  readonly first: number;
  readonly facts: number;
};

/** @throws StoreDamaged */
export const unpacked = ({ _id, n, ids, counts }: Pick<BatchDocument, '_id' | 'n' | 'ids' | 'counts'>): Placed[] => {
  if (ids.length !== idBytes * counts.length) throw new StoreDamaged(`Batch ${_id} has ids and counts that differ.`);
  let first = _id;
  const placed = [...counts].map((facts, place) => {
    const id = new ObjectId(ids.subarray(place * idBytes, (place + 1) * idBytes));
    const at = { id, first, facts };
    first += facts;
    return at;
  });
  if (first !== _id + n) throw new StoreDamaged(`Batch ${_id} says ${n} facts and holds ${first - _id}.`);
  return placed;
};
