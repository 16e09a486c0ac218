import type { ReceivedRecord, Subscription, TopicPartition } from '@telemachy/event-log';
import { hearing, ownerOf, topicOf as contractTopicOf } from '@telemachy/contracts';
import { cursorAt, inTurn, keepCursor, nameOfPartition, type Cursor } from './cursor.ts';
import { CheckpointMoved } from './document-store.ts';
import { readRecords } from './read-records.ts';
import type { Running, Trouble } from './running.ts';
import type { FollowOptions } from './step.ts';
import { nextUnit } from './unit-size.ts';

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
  const prepared = new Set<string>();
  const named = options.named ?? (async () => consumer);
  let handled = 0;
  let parked = 0;

  const assign = async (name: string, partition: TopicPartition): Promise<bigint | undefined> => {
    const key = { consumer: name, topic: partition.topic, partition: partition.partition };
    await options.resume?.(key).catch((error: unknown) => {
      fail(partition, error, 0);
      throw error;
    });
    const cursor = await cursorAt(documents, key);
    const place = nameOfPartition(partition);
    // What failed after its checkpoint was kept has been done by `resume`.
    if (cursor.at.position > (failures.get(place)?.position ?? 0)) failures.delete(place);
    cursors.set(place, cursor);
    return cursor.saved?.offset;
  };

  const keep = (cursor: Cursor): Promise<void> => keepCursor(documents, cursor, named);

  const work = async (cursor: Cursor, records: readonly ReceivedRecord[], signal: AbortSignal): Promise<void> => {
    const place = nameOfPartition(cursor.key);
    let rest = records;
    while (rest.length > 0) {
      if (signal.aborted) throw new CheckpointMoved('the partition may be lost');
      const { facts, at, count, hole } = readRecords(cursor.at, rest, { asked, logger, most: cursor.unit });
      if (facts.length > 0) {
        const attempt = (failures.get(place)?.attempt ?? 0) + 1;
        const { key, saved: from, mayBeParked } = cursor;
        const begun = performance.now();
        const done = await options.step({ key, from, to: at, facts, lastAttempt: attempt >= attempts, mayBeParked });
        parked += done.parked;
        cursor.unit = nextUnit(cursor.unit, facts.length, performance.now() - begun);
        cursor.saved = at;
      }
      cursor.at = at;
      handled += count;
      rest = rest.slice(count);
      if (hole !== undefined) {
        await keep(cursor);
        throw new Hole(`${hole}. ${options.remedy}`);
      }
      failures.delete(place);
      halted.delete(place);
    }
  };

  const fail = ({ topic, partition }: TopicPartition, error: unknown, position: number): void => {
    const place = nameOfPartition({ topic, partition });
    const trouble = { topic, partition, reason: reasonOf(error) };
    if (error instanceof Hole) {
      if (!halted.has(place))
        logger.error({ group, ...trouble }, 'facts are missing in the topic; the partition stands still');
      halted.set(place, trouble);
    } else if (!(error instanceof CheckpointMoved))
      failures.set(place, { ...trouble, position, attempt: (failures.get(place)?.attempt ?? 0) + 1 });
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
      const name = await named();
      if (!prepared.has(name)) await options.prepare(name);
      prepared.add(name);
      return Promise.all(partitions.map((partition) => assign(name, partition)));
    },
    batch: async (partition, records, signal) => {
      const cursor = cursors.get(nameOfPartition(partition));
      if (cursor === undefined) throw new Error('the partition is not assigned');
      try {
        await inTurn(cursor, () => work(cursor, records, signal));
      } catch (error) {
        fail(partition, error, cursor.saved?.position ?? 0);
        throw error;
      }
    },
    revoked: async (partitions) => {
      for (const partition of partitions) cursors.delete(nameOfPartition(partition));
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
