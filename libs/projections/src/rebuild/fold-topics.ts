import { hearing } from '@telemachy/contracts';
import type { EventLog, Logger, TopicPartition } from '@telemachy/event-log';
import type { Recorded } from '@telemachy/kernel';
import { cursorAt, inTurn, nameOfPartition, type Cursor } from '../cursor.ts';
import { sameCheckpoint, type DocumentStore } from '../document-store.ts';
import { isMark } from '../fold-in-order.ts';
import { topicsOf } from '../follow.ts';
import { readRecords } from '../read-records.ts';
import type { BuildClaim } from './build-claim.ts';
import type { BulkFold } from './bulk-fold.ts';

/** The topic does not hold every fact any more. */
export class TopicIncomplete extends Error {
  override readonly name = 'TopicIncomplete';
}

export type FoldTopicsOptions = {
  readonly group: string;
  readonly hears: readonly string[];
  readonly topicOf: (service: string) => string;
  readonly log: Pick<EventLog, 'consume' | 'endOffsets'>;
  readonly documents: DocumentStore;
  readonly claim: BuildClaim;
  readonly bulk: BulkFold;
  /** Without those that an operator took out of account. */
  readonly counting: (facts: readonly Recorded[]) => Promise<readonly Recorded[]>;
  readonly progress: (so: { readonly records: number; readonly of: number }) => void;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** So many are folded before others get their turn. */
  readonly recordsPerStep: number;
};

/**
 * Folds what lies in the topics now, partitions side by side, and moves the checkpoints of all of them in the units of work that keep the documents.
 * Resolves when every partition is read to where it ended at the start. @throws TopicIncomplete
 */
export const foldTopics = async (options: FoldTopicsOptions): Promise<void> => {
  const { log, documents, claim, bulk, counting, progress, logger, signal, recordsPerStep } = options;
  const asked = hearing(options.hears);
  const topics = topicsOf(options.hears, options.topicOf);
  const ends = new Map<string, bigint>();
  for (const topic of topics)
    for (const [partition, end] of (await log.endOffsets(topic)).entries())
      ends.set(nameOfPartition({ topic, partition }), end);
  const of = Number([...ends.values()].reduce((sum, end) => sum + end, 0n));
  const before = (await claim.building()).folded;
  const cursors = new Map<string, Cursor>();
  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<void>();
  /** Folding and keeping change the same documents: one at a time. */
  let turn: Promise<void> = Promise.resolve();

  const alone = (run: () => Promise<void>): Promise<void> => {
    const ran = turn.then(run);
    turn = ran.catch(() => undefined);
    return ran;
  };

  const keep = async (): Promise<void> => {
    const moved = [...cursors.values()].filter(({ saved, at }) => !sameCheckpoint(saved, at));
    const places = moved.map(({ key, saved, at }) => ({ key, saved, at }));
    await bulk.keep(async (unit) => {
      await claim.keep(unit, () => ({ folded: before + bulk.folded() }));
      for (const { key, saved, at } of places) await unit.moveCheckpoint(key, saved, at);
    });
    for (const [index, cursor] of moved.entries()) cursor.saved = places[index]?.at;
  };

  const isRead = ([place, until]: readonly [string, bigint]): boolean =>
    until === 0n || (cursors.get(place)?.at.offset ?? 0n) >= until;

  const assign = async (partition: TopicPartition): Promise<bigint | undefined> => {
    const place = nameOfPartition(partition);
    const { topic, partition: number } = partition;
    const cursor =
      cursors.get(place) ?? (await cursorAt(documents, { consumer: claim.name, topic, partition: number }));
    cursors.set(place, cursor);
    await cursor.turn;
    return cursor.at.offset === 0n ? undefined : cursor.at.offset;
  };

  const subscription = await log.consume({
    group: options.group,
    topics,
    assigned: async (partitions) => {
      const offsets = await Promise.all(partitions.map(assign));
      if ([...ends].every(isRead)) end();
      return offsets;
    },
    batch: async (partition, records) => {
      const cursor = cursors.get(nameOfPartition(partition));
      if (cursor === undefined) throw new Error('the partition is not assigned');
      const work = async (): Promise<void> => {
        for (let rest = records; rest.length > 0;) {
          signal.throwIfAborted();
          const { facts, at, count, hole } = readRecords(cursor.at, rest.slice(0, recordsPerStep), { asked, logger });
          const heard = await counting(facts.map(({ fact }) => fact).filter((fact) => !isMark(fact)));
          // Together, so that what is kept is never without its place.
          await alone(async () => {
            await bulk.fold(heard);
            cursor.at = at;
            if (bulk.due()) await keep();
          });
          rest = rest.slice(count);
          if (hole !== undefined)
            throw new TopicIncomplete(`${partition.topic}/${partition.partition}: ${hole}. Rebuild from the store`);
          progress({ records: Number([...cursors.values()].reduce((sum, one) => sum + one.at.offset, 0n)), of });
        }
      };
      await inTurn(cursor, work).catch((error: unknown) => {
        fail(error);
        throw error;
      });
      if ([...ends].every(isRead)) end();
    },
  });
  const abort = (): void => fail(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    if ([...ends.values()].every((until) => until === 0n)) end();
    await ended;
  } finally {
    signal.removeEventListener('abort', abort);
    await subscription.stop();
  }
  await alone(keep);
};
