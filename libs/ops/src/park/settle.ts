import { setTimeout as pause } from 'node:timers/promises';
import { ownerOf } from '@telemachy/contracts';
import { mongoEventStore } from '@telemachy/event-store';
import { reactionsCollection, retryReactions, skipReactions } from '@telemachy/processes';
import { mongoDocuments } from '@telemachy/projections';
import type { Db } from 'mongodb';
import type { Installation } from '../installation.ts';
import type { Registration } from '../registration.ts';
import type { ParkedItem } from './parked-items.ts';
import { retryStream, type StreamItem } from './retry-stream.ts';

/** What became of the items of one group. */
export type Settled = {
  readonly group: string;
  readonly consumer: string;
  /** Those that are not set aside any more. */
  readonly gone: number;
  /** Set aside still, or again. */
  readonly left: number;
  /** Reactions that nobody has carried out yet: the service that runs the process is not there, or slow. */
  readonly waiting: number;
};

/** A fact that was taken out of account. */
export type SkippedFact = {
  readonly type: string;
  readonly tenant: string;
  readonly stream: string;
  readonly version: number;
};

type Reaction = Extract<ParkedItem, { kind: 'reaction' }>;

const isStream = (item: ParkedItem): item is StreamItem => item.kind === 'stream';
const isReaction = (item: ParkedItem): item is Reaction => item.kind === 'reaction';
const patienceMs = 15_000;

/** Until nobody has anything to do with them, or patience ends. */
const countUntilDone = async (db: Db, ids: readonly string[], patience: number) => {
  const reactions = db.collection<{ _id: string; state: string }>(reactionsCollection);
  const of = (state: string) => reactions.countDocuments({ _id: { $in: [...ids] }, state });
  for (const end = performance.now() + patience; ;) {
    const waiting = await of('waiting');
    if (waiting === 0 || performance.now() > end) return { waiting, left: await of('parked') };
    await pause(200);
  }
};

const total = ([first]: readonly ParkedItem[], counts: Omit<Settled, 'group' | 'consumer'>): readonly Settled[] =>
  first === undefined ? [] : [{ group: first.group, consumer: first.consumer, ...counts }];

/**
 * Tries the items of one group again. What a process is to do is done by the service that runs it; that is waited for.
 * @param patience for that, in ms
 */
export const retryItems = async (
  registration: Registration,
  installation: Pick<Installation, 'databaseOf'>,
  items: readonly ParkedItem[],
  patience = patienceMs,
): Promise<readonly Settled[]> => {
  const db = installation.databaseOf(registration.service.name);
  const retry = retryStream(registration, installation);
  let left = 0;
  for (const item of items.filter(isStream)) if ((await retry(item)).left > 0) left += 1;
  const ids = items.filter(isReaction).map(({ id }) => id);
  if (ids.length === 0) return total(items, { gone: items.length - left, left, waiting: 0 });
  await retryReactions(mongoDocuments(db), ids);
  const counted = await countUntilDone(db, ids, patience);
  left += counted.left;
  return total(items, { gone: items.length - left - counted.waiting, left, waiting: counted.waiting });
};

export type Skip = { readonly reason: string; readonly by: string };

const skipFirstOf = async (
  { databaseOf }: Pick<Installation, 'databaseOf'>,
  { tenant, stream, first: { type, version } }: StreamItem,
  skip: Skip,
): Promise<SkippedFact> => {
  const store = mongoEventStore({ db: databaseOf(ownerOf(type)) });
  const { outcome } = await store.skip({ tenant, stream, version, ...skip });
  if (outcome === 'skipped' || outcome === 'already-skipped') return { type, tenant, stream, version };
  throw new Error(
    outcome === 'conflict'
      ? `others write to ${stream} all the time: try again`
      : `${type}, version ${version} of ${stream}, is not in the store of ${ownerOf(type)}`,
  );
};

/**
 * Takes the facts that the items of one group cannot handle out of account, in the streams of their owners, and lets go of what waits behind them. Reactions
 * are not done, and kept as not to be done.
 */
export const skipItems = async (
  registration: Registration,
  installation: Pick<Installation, 'databaseOf'>,
  items: readonly ParkedItem[],
  skip: Skip,
): Promise<{ readonly settled: readonly Settled[]; readonly facts: readonly SkippedFact[] }> => {
  const db = installation.databaseOf(registration.service.name);
  const retry = retryStream(registration, installation);
  const facts: SkippedFact[] = [];
  let left = 0;
  for (const item of items.filter(isStream)) {
    facts.push(await skipFirstOf(installation, item, skip));
    if ((await retry(item)).left > 0) left += 1;
  }
  const ids = items.filter(isReaction).map(({ id }) => id);
  left += ids.length;
  if (ids.length > 0) left -= await skipReactions(mongoDocuments(db), ids, { why: skip.reason, by: skip.by });
  return { settled: total(items, { gone: items.length - left, left, waiting: 0 }), facts };
};
