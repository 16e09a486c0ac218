import { marksIn, type Mark } from '../skips.ts';
import { storedFrom, type Collections } from './collections.ts';
import { indexes } from './prepare-event-store.ts';

/** All marks of every stream in which one of these facts is marked. Where nobody ever skipped anything, one look into an empty index. */
export const marksAbout = async ({ commits }: Collections, factIds: readonly string[]): Promise<readonly Mark[]> => {
  const marked = { skips: { $exists: true } };
  if (factIds.length === 0) return [];
  if ((await commits.findOne(marked, { hint: indexes.skips, projection: { _id: 1 } })) === null) return [];
  const about = await commits
    .find({ skips: { $in: [...factIds] } }, { hint: indexes.skips, projection: { tenant: 1, stream: 1 } })
    .toArray();
  if (about.length === 0) return [];
  const streams = about.map(({ tenant, stream }) => ({ ...marked, tenant, stream }));
  const marks = await commits.find({ $or: streams }, { hint: indexes.versions }).toArray();
  return [...new Map(marks.map((mark) => [mark._id.toHexString(), mark])).values()].map(storedFrom).flatMap(marksIn);
};
