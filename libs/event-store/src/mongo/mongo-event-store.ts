import { catalogue, upcasters as ours } from '@telemachy/contracts';
import type { Db } from 'mongodb';
import { ObjectId } from 'mongodb';
import type { Forms } from '../encode-fact.ts';
import { eventStoreOver } from '../event-store.ts';
import type { EventStore } from '../port.ts';
import type { CommitStorage } from '../storage.ts';
import type { SealFact } from '../stored-commit.ts';
import { collectionsOf } from './collections.ts';
import { commitInserts } from './insert-commit.ts';
import { lastPosition, positionOf, readRaw } from './read-by-position.ts';
import { marksAbout } from './read-marks.ts';
import { streamReads } from './read-streams.ts';
import { snapshotsIn } from './snapshots.ts';
import { typed } from './store-errors.ts';
import { reaching } from './unavailable.ts';
import { unchangedAnswers } from './unchanged-answers.ts';

/** The facts that it takes and understands are those of `@telemachy/contracts` unless a test says otherwise. */
export type MongoStoreOptions = Partial<Forms> & {
  /** The service's own database, prepared by `prepareEventStore`. */
  readonly db: Db;
  readonly now?: () => Date;
  readonly seal?: SealFact | undefined;
  /** Longest that a caller waits for the database, in ms; 15,000 unless told. */
  readonly patienceMs?: number;
};

/** The store on MongoDB: one document per commit, appends that meet travel in one insert, commits with claims in a transaction. */
export const mongoEventStore = ({
  db,
  now = () => new Date(),
  schemas = catalogue,
  upcasters = ours,
  patienceMs,
  seal,
}: MongoStoreOptions): EventStore => {
  const collections = collectionsOf(db);
  const reach = <Answer>(work: () => Promise<Answer>): Promise<Answer> => typed(() => reaching(work, patienceMs));
  const streams = streamReads(collections);
  const snapshots = snapshotsIn(collections);
  const unchanged = unchangedAnswers(collections);
  const storage: CommitStorage = {
    newCommitId: () => new ObjectId().toHexString(),
    commitsOf: (of) => reach(() => streams.commitsOf(of)),
    commitsFrom: (of, version) => reach(() => streams.commitsFrom(of, version)),
    lastCommitsOf: (of, walk) => reach(() => streams.lastCommitsOf(of, walk)),
    snapshotOf: (of, form) => reach(() => snapshots.find(of, form)),
    keepSnapshot: (of, form, snapshot) => reach(() => snapshots.keep(of, form, snapshot)),
    commitOf: (of, commandId) => reach(() => streams.commitOf(of, commandId)),
    insert: commitInserts(db, collections, reach, patienceMs),
    keepUnchanged: (of, commandId, kept) => reach(() => unchanged.keep(of, commandId, { ...kept, at: now() })),
    unchangedOf: (of, commandId) => reach(() => unchanged.find(of, commandId)),
    readRaw: (after, limit) => reach(() => readRaw(collections, after, limit)),
    lastPosition: () => reach(() => lastPosition(collections)),
    positionOf: (of, commit) => reach(() => positionOf(collections, { ...of, commit })),
    marksAbout: (factIds) => reach(() => marksAbout(collections, factIds)),
  };
  return eventStoreOver({ storage, forms: { schemas, upcasters }, now, seal });
};
