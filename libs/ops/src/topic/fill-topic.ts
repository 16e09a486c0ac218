import { setTimeout as pause } from 'node:timers/promises';
import {
  mongoProgress,
  startPublisher,
  TopicMissing,
  type EventLog,
  type Progress,
  type PublisherOptions,
} from '@telemachy/event-log';
import { mongoEventStore } from '@telemachy/event-store';
import type { Installation } from '../installation.ts';
import { onStandardError, progress as onceASecond } from '../output.ts';
import { claimMs, claimNextTopic } from './next-topic.ts';

export type FilledTopic = {
  readonly service: string;
  readonly generation: number;
  readonly from: string;
  readonly topic: string;
  readonly partitions: number;
  /** Facts that the new topic holds. */
  readonly facts: number;
  /** Sent by this run. */
  readonly sent: number;
  readonly factsPerSecond: number;
  readonly resumed: boolean;
};

export type FillOptions = {
  /** Unique for each one that ever fills a topic. */
  readonly builder: string;
  readonly signal?: AbortSignal;
  /** Told how it goes; the operator, about once a second, unless told otherwise. */
  readonly progress?: (line: string) => void;
};

/** For whoever moves the consumers on, in ms: so long nobody else begins. */
const switchingMs = 60_000;
const lookEveryMs = 50;

const forOperator = (): ((line: string) => void) => {
  const tell = onceASecond();
  return (line) => tell(() => line);
};

/**
 * Makes the next generation of a service's topic and sends all that its store holds to it, in position order, while the service goes on. Numbers are given by
 * position and partition alone, so they are those of the generation before, whoever sends and however often. Killed at any moment, the next one goes on
 * behind what it had kept.
 * @throws TopicUnderWay
 */
export const fillTopic = async (
  service: string,
  { databaseOf, topicOf, log: openLog }: Pick<Installation, 'databaseOf' | 'topicOf' | 'log'>,
  { builder, signal = new AbortController().signal, progress = forOperator() }: FillOptions,
): Promise<FilledTopic> => {
  const db = databaseOf(service);
  const [store, log, published] = [mongoEventStore({ db }), openLog(), mongoProgress(db)];
  const next = await claimNextTopic(db, service, builder);
  const { generation, resumed } = next;
  const [from, topic] = [topicOf(service, generation - 1), topicOf(service, generation)];
  const lost = new AbortController();
  const renewing = setInterval(() => void next.renew().catch((error: unknown) => lost.abort(error)), claimMs / 4);
  let begins = !resumed;
  try {
    const before = await published.read(from);
    const partitions = before?.partitionseqs.length ?? (await partitionsOf(log, from, service));
    const begun = (await published.read(topic))?.position ?? 0;
    if (!resumed) await mustBeEmpty(log, topic);
    begins = false;
    await log.ensureTopics([{ topic, partitions }]);
    const at = performance.now();
    const options = { service, topic, store, log, progress: published, logger: onStandardError, pollMs: lookEveryMs };
    await sendAll(options, AbortSignal.any([signal, lost.signal]), progress);
    await next.renew(switchingMs);
    const facts = (await published.read(topic))?.position ?? (await startedEmpty(published, topic, partitions));
    const sent = facts - begun;
    const factsPerSecond = Math.round((1000 * sent) / Math.max(1, performance.now() - at));
    return { service, generation, from, topic, partitions, facts, sent, factsPerSecond, resumed };
  } catch (error) {
    // Others need not wait for what has failed here.
    await (begins ? next.abandon() : next.renew(0)).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(renewing);
  }
};

/** Where nothing was sent nobody has said how far the topic is. @returns how many facts it holds */
const startedEmpty = async (published: Progress, topic: string, partitions: number): Promise<number> => {
  await published.save(topic, undefined, { position: 0, partitionseqs: Array.from({ length: partitions }, () => 0) });
  return 0;
};

/** Of a store that has published nothing, as one that was restored to its very beginning. @throws Error where the topic was never made */
const partitionsOf = (log: Pick<EventLog, 'partitionsOf'>, topic: string, service: string): Promise<number> =>
  log.partitionsOf(topic).catch((error: unknown) => {
    if (!(error instanceof TopicMissing)) throw error;
    throw new Error(`${topic} is not there yet: start the service ${service}, which makes its topic and fills it`);
  });

/** Sends until Kafka has all that the store holds. @throws what the signal says */
const sendAll = async (
  options: PublisherOptions,
  signal: AbortSignal,
  progress: (line: string) => void,
): Promise<void> => {
  const publisher = startPublisher(options);
  try {
    for (;;) {
      signal.throwIfAborted();
      const head = await options.store.lastPosition();
      const { published } = publisher.status();
      progress(`${options.topic}: ${published} of ${head} facts`);
      if (published >= head) return;
      await pause(lookEveryMs);
    }
  } finally {
    await publisher.stop();
  }
};

/** @throws Error when somebody else's records lie there */
const mustBeEmpty = async (log: Pick<EventLog, 'endOffsets'>, topic: string): Promise<void> => {
  const ends = await log.endOffsets(topic).catch((error: unknown) => {
    if (error instanceof TopicMissing) return [];
    throw error;
  });
  if (ends.some((end) => end > 0n))
    throw new Error(
      `${topic} exists and holds records that this store never sent, perhaps of a database that was restored: ` +
        `look at them, then delete the topic (kafka-topics --delete --topic ${topic}) and begin again`,
    );
};
