import type { ReceivedRecord, Subscription, TopicPartition } from '@telemachy/event-log';
import { hearing, ownerOf, topicOf as contractTopicOf } from '@telemachy/contracts';
import { CheckpointMoved, nameOfCheckpoint, sameCheckpoint } from './document-store.ts';
import type { Checkpoint, CheckpointKey } from './document-store.ts';
import { nameOfStream, parkedStreams } from './parked.ts';
import { readRecords } from './read-records.ts';
import type { Running, Trouble } from './running.ts';
import type { FollowOptions } from './step.ts';

type Cursor = {
  readonly key: CheckpointKey;
  /** As it is kept. */
  saved: Checkpoint | undefined;
  /** As far as we have read: beyond `saved` lie only facts that nobody here hears. */
  at: Checkpoint;
  readonly mayBeParked: Set<string>;
  /** One at a time: a batch, or keeping the checkpoint. */
  turn: Promise<void>;
};

const start: Checkpoint = { offset: 0n, position: 0, partitionseq: 0 };
const attempts = 4;
/** How often a checkpoint that only passed unheard facts is kept, in ms. */
const keepEvery = 1_000;

/** A number is missing in a partition. */
class Hole extends Error {
  override readonly name = 'Hole';
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const problemOf = (subscription: Subscription): { readonly problem?: string } => {
  const problem = subscription.problem();
  return problem === undefined ? {} : { problem };
};

/** Topics that hold the facts somebody hears. */
export const topicsOf = (
  hears: readonly string[],
  topicOf: (service: string) => string = contractTopicOf,
): readonly string[] => [...new Set(hears.map((type) => topicOf(ownerOf(type))))];

/**
 * Reads the partitions of the topics a consumer hears, each in order from its own checkpoint: drops what was seen before (by position), stops a
 * partition where a number is missing (by `partitionseq`), and hands on the facts that are heard.
 */
export const follow = async (options: FollowOptions): Promise<Running> => {
  const { service, consumer, log, documents, logger } = options;
  const group = `${service}.${consumer}`;
  const asked = hearing(options.hears);
  const cursors = new Map<string, Cursor>();
  const failures = new Map<string, Trouble & { readonly attempt: number; readonly position: number }>();
  const halted = new Map<string, Trouble>();
  let prepared = false;
  let handled = 0;
  let parked = 0;

  const keyOf = ({ topic, partition }: TopicPartition): CheckpointKey => ({ consumer, topic, partition });

  const assign = async (partition: TopicPartition): Promise<bigint | undefined> => {
    const key = keyOf(partition);
    const name = nameOfCheckpoint(key);
    await options.resume?.(key).catch((error: unknown) => {
      fail(key, error, 0);
      throw error;
    });
    const saved = await documents.checkpoint(key);
    // What failed after its checkpoint was kept has been done by `resume`.
    if ((saved?.position ?? 0) > (failures.get(name)?.position ?? 0)) failures.delete(name);
    const streams = await parkedStreams(documents, key);
    const mayBeParked = new Set(streams.map(nameOfStream));
    cursors.set(name, { key, saved, at: saved ?? start, mayBeParked, turn: Promise.resolve() });
    return saved?.offset;
  };

  const keep = async (cursor: Cursor): Promise<void> => {
    const { key, saved, at } = cursor;
    if (sameCheckpoint(saved, at)) return;
    await documents.transact((unit) => unit.moveCheckpoint(key, saved, at));
    cursor.saved = at;
  };

  const work = async (cursor: Cursor, records: readonly ReceivedRecord[], signal: AbortSignal): Promise<void> => {
    const name = nameOfCheckpoint(cursor.key);
    let rest = records;
    while (rest.length > 0) {
      if (signal.aborted) throw new CheckpointMoved('the partition may be lost');
      const { facts, at, count, hole } = readRecords(cursor.at, rest, asked, logger);
      if (facts.length > 0) {
        const attempt = (failures.get(name)?.attempt ?? 0) + 1;
        const { key, saved: from, mayBeParked } = cursor;
        const done = await options.step({ key, from, to: at, facts, lastAttempt: attempt >= attempts, mayBeParked });
        parked += done.parked;
        cursor.saved = at;
      }
      cursor.at = at;
      handled += count;
      rest = rest.slice(count);
      if (hole !== undefined) {
        await keep(cursor);
        throw new Hole(hole);
      }
      failures.delete(name);
      halted.delete(name);
    }
  };

  const fail = (key: CheckpointKey, error: unknown, position: number): void => {
    const name = nameOfCheckpoint(key);
    const { topic, partition } = key;
    const trouble = { topic, partition, reason: reasonOf(error) };
    if (error instanceof Hole) {
      if (!halted.has(name))
        logger.error(
          { group, ...trouble },
          'facts are missing in the topic; the partition stands still until the read model is rebuilt',
        );
      halted.set(name, trouble);
    } else if (!(error instanceof CheckpointMoved))
      failures.set(name, { ...trouble, position, attempt: (failures.get(name)?.attempt ?? 0) + 1 });
  };

  /** Runs after what the partition is doing now. */
  const inTurn = (cursor: Cursor, run: () => Promise<void>): Promise<void> => {
    const ran = cursor.turn.then(run);
    cursor.turn = ran.catch(() => undefined);
    return ran;
  };

  const keepAll = async (): Promise<void> => {
    const kept = [...cursors.values()].map((cursor) =>
      inTurn(cursor, () => keep(cursor)).catch((error: unknown) =>
        logger.debug({ group, ...cursor.key, error: reasonOf(error) }, 'the checkpoint was not kept'),
      ),
    );
    await Promise.all(kept);
  };

  const subscription = await log.consume({
    group,
    topics: topicsOf(options.hears, options.topicOf),
    ...(options.bytesPerPartition === undefined ? {} : { bytesPerPartition: options.bytesPerPartition }),
    assigned: async (partitions) => {
      if (!prepared) await options.prepare();
      prepared = true;
      return Promise.all(partitions.map(assign));
    },
    batch: async (partition, records, signal) => {
      const cursor = cursors.get(nameOfCheckpoint(keyOf(partition)));
      if (cursor === undefined) throw new Error('the partition is not assigned');
      try {
        await inTurn(cursor, () => work(cursor, records, signal));
      } catch (error) {
        fail(cursor.key, error, cursor.saved?.position ?? 0);
        throw error;
      }
    },
    revoked: async (partitions) => {
      for (const partition of partitions) cursors.delete(nameOfCheckpoint(keyOf(partition)));
    },
  });
  const keeping = setInterval(() => void keepAll(), keepEvery);

  return {
    group,
    status: () => ({
      group,
      subscription: subscription.status(),
      ...problemOf(subscription),
      halted: [...halted.values()],
      retrying: [...failures.values()].map(({ topic, partition, reason }) => ({ topic, partition, reason })),
      handled,
      parked,
    }),
    stop: async () => {
      clearInterval(keeping);
      await keepAll();
      await subscription.stop();
    },
  };
};
