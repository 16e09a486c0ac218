import type { ClientSession } from 'mongodb';
import { fits, wantedBy } from '../ledger.ts';
import type { ClaimChange, ClaimTaken } from '../port.ts';
import type { Collections, LedgerDocument } from './collections.ts';

export type ClaimsOf = { readonly tenant: string; readonly stream: string };

/** Changes the claims within the session's transaction. Returns the first change that is not possible; the transaction must be given up then. */
export const changeClaims = async (
  collections: Collections,
  session: ClientSession,
  of: ClaimsOf,
  changes: readonly ClaimChange[],
): Promise<ClaimTaken | undefined> => {
  for (const change of changes) {
    const taken = await changeOne(collections, session, of, change);
    if (taken !== undefined) return taken;
  }
  return undefined;
};

const changeOne = async (
  { claims, ledgers }: Collections,
  session: ClientSession,
  { tenant, stream }: ClaimsOf,
  change: ClaimChange,
): Promise<ClaimTaken | undefined> => {
  switch (change.kind) {
    case 'take': {
      const _id = `${tenant}|${change.claim}`;
      const held = await claims.findOne({ _id }, { session });
      // A race for it shows as a write conflict or a duplicate key, and the transaction runs again.
      if (held === null) await claims.insertOne({ _id, tenant, stream }, { session });
      return held === null || held.stream === stream ? undefined : { claim: change, holder: held.stream };
    }
    case 'release':
      await claims.deleteOne({ _id: `${tenant}|${change.claim}`, stream }, { session });
      return undefined;
    case 'reserve':
      return (await reserve(ledgers, session, { tenant, stream }, change)) ? undefined : { claim: change };
    case 'free':
      await ledgers.updateMany(
        { tenant, owner: change.owner, 'reservations.stream': stream },
        { $pull: { reservations: { stream } }, $inc: { revision: 1 } },
        { session },
      );
      return undefined;
  }
};

/**
 * Every day that could hold a conflicting reservation is read, and its revision raised, whether the new reservation lies on it or not:
 * two that conflict have a day in common, so of two at once one finds the revision changed and runs again.
 */
const reserve = async (
  ledgers: Collections['ledgers'],
  session: ClientSession,
  { tenant, stream }: ClaimsOf,
  change: Extract<ClaimChange, { kind: 'reserve' }>,
): Promise<boolean> => {
  const { owner } = change;
  const wanted = wantedBy(stream, change);
  const idOf = (day: string): string => `${tenant}|${owner}|${day}`;
  const days = await ledgers.find({ _id: { $in: wanted.watched.map(idOf) } }, { session }).toArray();
  if (!fits(reservationsIn(days), wanted)) return false;
  const revisions = new Map(days.map(({ _id, revision }) => [_id, revision]));
  const reservation = {
    stream,
    from: new Date(wanted.from),
    to: new Date(wanted.to),
    paddingMs: wanted.padding,
  };
  await ledgers.bulkWrite(
    wanted.watched.map((day) => ({
      updateOne: {
        filter: { _id: idOf(day), revision: revisions.get(idOf(day)) ?? 0 },
        update: wanted.touched.includes(day)
          ? { $inc: { revision: 1 }, $setOnInsert: { tenant, owner }, $push: { reservations: reservation } }
          : { $inc: { revision: 1 }, $setOnInsert: { tenant, owner, reservations: [] } },
        // Changed meanwhile: the insert meets a duplicate `_id`.
        upsert: true,
      },
    })),
    { session },
  );
  return true;
};

/** Each reservation once, though it stands in each day that it touches. */
const reservationsIn = (days: readonly LedgerDocument[]) => {
  const all = days.flatMap(({ reservations }) =>
    reservations.map(({ stream, from, to, paddingMs }) => ({
      stream,
      from: from.getTime(),
      to: to.getTime(),
      padding: paddingMs,
    })),
  );
  return [...new Map(all.map((one) => [`${one.stream}|${one.from}`, one])).values()];
};
