import { catalogue, upcasters as ours } from '@telemachy/contracts';
import type { ClientSession, Db } from 'mongodb';
import type { Entry } from '../claim-entries.ts';
import { countingStream, type ClaimKeeper, type CountingStream, type Mending } from '../claim-keeper.ts';
import type { Forms } from '../encode-fact.ts';
import { factReader, type FactReader } from '../fact-reader.ts';
import type { Reservation } from '../ledger.ts';
import { utcDays } from '../ledger.ts';
import type { StoredCommit } from '../stored-commit.ts';
import { collectionsOf, durable, storedFrom } from './collections.ts';
import type { ClaimDocument, Collections, CommitDocument, LedgerDocument } from './collections.ts';
import { indexes } from './prepare-event-store.ts';
import { typed } from './store-errors.ts';

/** Documents whose `_id` begins with the tenant; `}` is the character after `|`. */
const ofTenant = (tenant: string) => ({ _id: { $gte: `${tenant}|`, $lt: `${tenant}}` } });

const moment = { readConcern: { level: 'snapshot' }, readPreference: 'primary' } as const;

/** Which streams to read, and how. */
type Asked = { readonly tenant: string; readonly kinds: readonly string[]; readonly reader: FactReader };

async function* streamsOf(
  db: Db,
  { tenant, kinds, reader }: Asked,
  session: ClientSession,
): AsyncGenerator<CountingStream> {
  const found = db
    .collection<CommitDocument>('commits', moment)
    .find({ tenant, stream: { $regex: `^(?:${kinds.join('|')})-[0-9a-f]{8}-` } }, { session, hint: indexes.versions })
    .sort({ stream: 1, versions: 1 });
  let commits: StoredCommit[] = [];
  for await (const document of found) {
    const commit = storedFrom(document);
    if (commits.length > 0 && commits[0]?.stream !== commit.stream) {
      yield countingStream(commits, reader);
      commits = [];
    }
    commits.push(commit);
  }
  if (commits.length > 0) yield countingStream(commits, reader);
}

async function* heldIn(db: Db, tenant: string, session: ClientSession): AsyncGenerator<Entry> {
  const claims = db.collection<ClaimDocument>('claims', moment).find(ofTenant(tenant), { session });
  for await (const { _id, stream } of claims) yield { shape: 'unique', claim: _id.slice(tenant.length + 1), stream };
  const ledgers = db.collection<LedgerDocument>('ledgers', moment).find(ofTenant(tenant), { session });
  for await (const { _id, owner, reservations } of ledgers) {
    const day = _id.slice(-'YYYY-MM-DD'.length);
    for (const { stream, from, to, paddingMs: padding } of reservations)
      yield { shape: 'time', owner, day, reservation: { stream, from: from.getTime(), to: to.getTime(), padding } };
  }
}

/** The claims of a service's database, to be compared with its facts and mended. Reads of one organization see one moment, live traffic or not. */
export const mongoClaimKeeper = (
  db: Db,
  { schemas = catalogue, upcasters = ours }: Partial<Forms> = {},
): ClaimKeeper => {
  const collections = collectionsOf(db);
  const reader = factReader({ schemas, upcasters });
  const mending = <Held>(
    { tenant, streams, heldBy }: Mending<Held>,
    write: (session: ClientSession, held: Held) => Promise<void>,
  ): Promise<void> =>
    typed(() =>
      db.client.withSession((session) =>
        session.withTransaction(
          async () => {
            const read = await readStreams(collections, session, tenant, streams);
            await write(session, heldBy(read.map((commits) => countingStream(commits, reader))));
          },
          { readConcern: { level: 'snapshot' }, writeConcern: durable.writeConcern, readPreference: 'primary' },
        ),
      ),
    );

  return {
    tenants: () =>
      typed(async () => {
        const { commits, claims, ledgers } = collections;
        const found = await Promise.all([commits, claims, ledgers].map((one) => one.distinct('tenant')));
        return [...new Set(found.flat())];
      }),
    async picture(tenant, kinds, look) {
      const session = db.client.startSession({ snapshot: true });
      try {
        return await typed(() =>
          look({ streams: streamsOf(db, { tenant, kinds, reader }, session), held: heldIn(db, tenant, session) }),
        );
      } finally {
        await session.endSession();
      }
    },
    mendUnique: (claim, given) =>
      mending(given, async (session, holder) => {
        const _id = `${given.tenant}|${claim}`;
        if (holder === undefined) await collections.claims.deleteOne({ _id }, { session });
        else
          await collections.claims.replaceOne(
            { _id },
            { tenant: given.tenant, stream: holder },
            { session, upsert: true },
          );
      }),
    mendTime: (owner, given) =>
      mending(given, (session, reservations) => replaceTime(collections, session, { ...given, owner }, reservations)),
  };
};

const readStreams = async (
  { commits }: Collections,
  session: ClientSession,
  tenant: string,
  streams: readonly string[],
): Promise<readonly (readonly StoredCommit[])[]> => {
  const found = await commits
    .find({ tenant, stream: { $in: [...streams] } }, { session })
    .sort({ stream: 1, versions: 1 })
    .toArray();
  return [...Map.groupBy(found.map(storedFrom), ({ stream }) => stream).values()];
};

type Time = { readonly tenant: string; readonly streams: readonly string[]; readonly owner: string };

const replaceTime = async (
  { ledgers }: Collections,
  session: ClientSession,
  { tenant, streams, owner }: Time,
  reservations: readonly Reservation[],
): Promise<void> => {
  await ledgers.updateMany(
    { tenant, owner, 'reservations.stream': { $in: [...streams] } },
    { $pull: { reservations: { stream: { $in: [...streams] } } }, $inc: { revision: 1 } },
    { session },
  );
  for (const { stream, from, to, padding: paddingMs } of reservations)
    for (const day of utcDays(from, to))
      await ledgers.updateOne(
        { _id: `${tenant}|${owner}|${day}` },
        {
          $push: { reservations: { stream, from: new Date(from), to: new Date(to), paddingMs } },
          $inc: { revision: 1 },
          $setOnInsert: { tenant, owner },
        },
        { session, upsert: true },
      );
};
