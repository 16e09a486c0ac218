import { Binary, MongoBulkWriteError, MongoServerError, type Db } from 'mongodb';
import { KeysUnavailable, RestoreUnfinished } from './errors.ts';
import type { KeyStorage, OrganizationKey, SubjectKey } from './key-storage.ts';
import type { Tombstone } from './tombstones.ts';
import { subjectName as nameOf, type Subject } from './subject.ts';

type ProbeDocument = { readonly _id: 'probe'; readonly master: string; readonly wrapped: Binary };
type KeyDocument = Omit<OrganizationKey, 'wrapped'> & { readonly wrapped: Binary };
type OrganizationDocument = { readonly _id: string; readonly keys: readonly KeyDocument[] };
type SubjectDocument = {
  /** `<tenant>|<kind>|<id>` */
  readonly _id: string;
  readonly tenant: string;
  readonly kind: Subject['kind'];
  readonly subject: string;
  readonly wrapped?: Binary;
  readonly under: number;
  readonly destroyedAt?: Date;
};

const duplicateKey = 11_000;
const bytesOf = (binary: Binary): Buffer => Buffer.from(binary.buffer.subarray(0, binary.position));
const keyOf = ({ kind, subject: id, wrapped, under, destroyedAt }: SubjectDocument): SubjectKey => ({
  subject: { kind, id },
  under,
  ...(wrapped === undefined ? {} : { wrapped: bytesOf(wrapped) }),
  ...(destroyedAt === undefined ? {} : { destroyedAt }),
});
const stored = ({ wrapped, ...key }: OrganizationKey): KeyDocument => ({ ...key, wrapped: new Binary(wrapped) });
const read = ({ wrapped, ...key }: KeyDocument): OrganizationKey => ({ ...key, wrapped: bytesOf(wrapped) });

/** Indexes of the key database; may be done again. */
export const prepareKeyStorage = async (db: Db): Promise<void> => {
  await reached(() => db.collection('subjects').createIndex({ tenant: 1, under: 1 }));
  await reached(() =>
    db
      .collection('subjects')
      .createIndex({ tenant: 1, destroyedAt: 1 }, { partialFilterExpression: { destroyedAt: { $exists: true } } }),
  );
};

const reached = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
  try {
    return await ask();
  } catch (cause) {
    throw new KeysUnavailable('the key database cannot be reached, or refused the credentials', { cause });
  }
};

/** Whether the document was made; false where it is there. */
const added = async (insert: () => Promise<unknown>): Promise<boolean> => {
  try {
    await insert();
    return true;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === duplicateKey) return false;
    throw new KeysUnavailable('the key database cannot be reached, or refused the credentials', { cause: error });
  }
};

/** Which of the documents of an unordered insert were there before, by their place. */
const alreadyThere = async (insert: () => Promise<unknown>): Promise<ReadonlySet<number>> => {
  try {
    await insert();
    return new Set();
  } catch (error) {
    if (error instanceof MongoBulkWriteError) {
      const faults = [error.writeErrors].flat();
      const isConcern = error.result.getWriteConcernError() !== undefined;
      if (!isConcern && faults.length > 0 && faults.every(({ code }) => code === duplicateKey))
        return new Set(faults.map(({ index }) => index));
    }
    throw new KeysUnavailable('the key database cannot be reached, or refused the credentials', { cause: error });
  }
};

/** Keys in the database `telemachy_keys`, which no service's own credentials reach. Durable writes, majority reads. */
export const mongoKeyStorage = (db: Db): KeyStorage => {
  const durable = { writeConcern: { w: 'majority', journal: true }, readConcern: { level: 'majority' } } as const;
  const probes = db.collection<ProbeDocument>('installation', durable);
  const organizations = db.collection<OrganizationDocument>('organizations', durable);
  const subjects = db.collection<SubjectDocument>('subjects', durable);
  async function* tombstonesIn(of: { readonly tenant?: string }): AsyncGenerator<Tombstone> {
    const cursor = subjects.find({ ...of, destroyedAt: { $exists: true } }).sort({ tenant: 1, destroyedAt: 1 });
    for (;;) {
      const next = await reached(() => cursor.next());
      if (next === null) return;
      const { tenant, kind, subject: id, destroyedAt } = next;
      if (destroyedAt !== undefined) yield { tenant, subject: { kind, id }, destroyedAt };
    }
  }
  return {
    async begin({ master, wrapped }) {
      const restore = await restoreOf(db);
      if (restore !== undefined) throw new RestoreUnfinished(restore.backup);
      await added(() => probes.insertOne({ _id: 'probe', master, wrapped: new Binary(wrapped) }));
      const kept = await reached(() => probes.findOne({ _id: 'probe' }));
      if (kept === null) throw new KeysUnavailable('the key database lost its first document while it was read');
      return { master: kept.master, wrapped: bytesOf(kept.wrapped) };
    },
    async replaceProbe(from, to) {
      const change = { $set: { master: to.master, wrapped: new Binary(to.wrapped) } };
      const done = await reached(() => probes.updateOne({ _id: 'probe', wrapped: new Binary(from.wrapped) }, change));
      return done.matchedCount === 1;
    },
    async organizationOf(tenant) {
      const found = await reached(() => organizations.findOne({ _id: tenant }));
      return found === null ? undefined : { tenant, keys: found.keys.map(read) };
    },
    async *organizations() {
      const cursor = organizations.find();
      for (;;) {
        const next = await reached(() => cursor.next());
        if (next === null) return;
        yield { tenant: next._id, keys: next.keys.map(read) };
      }
    },
    addOrganizationKey: (tenant, key) =>
      added(() =>
        // Where that version is there, nothing matches, and a second document of the organization is refused.
        organizations.updateOne(
          { _id: tenant, 'keys.version': { $ne: key.version } },
          { $push: { keys: stored(key) } },
          { upsert: true },
        ),
      ),
    async rewrapOrganizationKey(tenant, from, to) {
      const as = { version: from.version, wrapped: new Binary(from.wrapped) };
      const done = await reached(() =>
        organizations.updateOne({ _id: tenant, keys: { $elemMatch: as } }, { $set: { 'keys.$': stored(to) } }),
      );
      return done.matchedCount === 1;
    },
    async subjectsOf(tenant, asked) {
      const names = asked.map((subject) => nameOf(tenant, subject));
      return (await reached(() => subjects.find({ _id: { $in: names } }).toArray())).map(keyOf);
    },
    async subjectsBefore(tenant, version, limit) {
      const before = { tenant, under: { $lt: version }, wrapped: { $exists: true } };
      return (await reached(() => subjects.find(before).limit(limit).toArray())).map(keyOf);
    },
    async addSubjects(tenant, keys) {
      const documents = keys.map(({ subject, wrapped, under, destroyedAt }) => ({
        _id: nameOf(tenant, subject),
        tenant,
        kind: subject.kind,
        subject: subject.id,
        under,
        ...(wrapped === undefined ? {} : { wrapped: new Binary(wrapped) }),
        ...(destroyedAt === undefined ? {} : { destroyedAt }),
      }));
      const there = await alreadyThere(() => subjects.insertMany(documents, { ordered: false }));
      return keys.filter((_, place) => !there.has(place)).map(({ subject }) => subject);
    },
    async rewrapSubject(tenant, from, to) {
      if (from.wrapped === undefined || to.wrapped === undefined) return false;
      const as = { _id: nameOf(tenant, from.subject), wrapped: new Binary(from.wrapped) };
      const change = { $set: { wrapped: new Binary(to.wrapped), under: to.under } };
      return (await reached(() => subjects.updateOne(as, change))).matchedCount === 1;
    },
    async destroySubject(tenant, subject, at) {
      const { kind, id } = subject;
      const change = [
        {
          $set: {
            tenant,
            kind,
            subject: id,
            under: { $ifNull: ['$under', 0] },
            destroyedAt: { $ifNull: ['$destroyedAt', at] },
          },
        },
        { $unset: 'wrapped' },
      ];
      const after = await reached(() =>
        subjects.findOneAndUpdate({ _id: nameOf(tenant, subject) }, change, { upsert: true, returnDocument: 'after' }),
      );
      return after?.destroyedAt ?? at;
    },
    async *destroyed(tenant) {
      for await (const { subject, destroyedAt } of tombstonesIn({ tenant })) yield { subject, destroyedAt };
    },
    tombstones: () => tombstonesIn({}),
  };
};

export type Restore = {
  readonly backup: string;
  /** Whether the key database knew, when it was begun, of everybody whose key was destroyed. */
  readonly knowsTombstones: boolean;
};
type RestoreDocument = Restore & { readonly _id: 'restore'; readonly begunAt: Date };
const restores = (db: Db) =>
  db.collection<RestoreDocument>('installation', {
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
  });

/** A restore of keys that was begun and not finished. */
export const restoreOf = async (db: Db): Promise<Restore | undefined> =>
  (await reached(() => restores(db).findOne({ _id: 'restore' }))) ?? undefined;

/** Until `endKeyRestore` nobody opens a vault on this database. */
export const beginKeyRestore = async (db: Db, { backup, knowsTombstones }: Restore): Promise<void> => {
  const begun = { backup, knowsTombstones, begunAt: new Date() };
  await reached(() => restores(db).replaceOne({ _id: 'restore' }, begun, { upsert: true }));
};

export const endKeyRestore = async (db: Db): Promise<void> => {
  await reached(() => restores(db).deleteOne({ _id: 'restore' }));
};
