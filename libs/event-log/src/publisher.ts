import type { EventStore, RawFact, SequencedRange } from '@telemachy/event-store';
import { backoff, sleep } from './backoff.ts';
import { encode } from './codec.ts';
import type { Logger } from './logger.ts';
import { keyOf, partitionOf } from './partition-of.ts';
import type { EventLog, LogRecord } from './port.ts';
import type { Progress, Published } from './progress.ts';

export type PublisherOptions = {
  /** The service whose facts are sent. */
  readonly service: string;
  readonly topic: string;
  readonly store: Pick<EventStore, 'readRaw' | 'lastPosition'>;
  readonly log: Pick<EventLog, 'produce' | 'partitionsOf'>;
  readonly progress: Progress;
  readonly logger: Logger;
  /** Whether this process is the one to publish, asked before each step; two at once repeat records and do no harm. Without it: always. */
  readonly leads?: () => boolean;
  /** How often the store is asked when nobody wakes it, in ms; 500 by default. */
  readonly pollMs?: number;
};

export type PublisherStatus = {
  readonly role: 'standby' | 'publishing' | 'failing';
  /** Last position that Kafka acknowledged and this process knows of. */
  readonly published: number;
  /** Facts numbered but not yet acknowledged, as far as this process knows. */
  readonly lag: number;
  /** Why the last attempt failed; empty while all is well. */
  readonly problem: string;
};

export interface Publisher {
  /** There may be something new: hand it to the sequencer as `onSequenced`. */
  readonly wake: (range?: SequencedRange) => void;
  status(): PublisherStatus;
  /** Resolves when the send in flight is over. */
  stop(): Promise<void>;
}

/** Facts read at once, and bytes of JSON sent at once: one partition's share travels as one Kafka batch of at most 4 MiB. */
const factsPerRead = 1_000;
const bytesPerSend = 1024 * 1024;

/** As many of the first facts as fit one send; at least one. */
const fitting = (facts: readonly RawFact[]): readonly RawFact[] => {
  let bytes = 0;
  const end = facts.findIndex(({ data }, index) => {
    bytes += data.length;
    return index > 0 && bytes > bytesPerSend;
  });
  return end < 0 ? facts : facts.slice(0, end);
};

/** The records of a run of facts. Numbers are given by what was published before alone, so a run sent again carries the same numbers. */
const recordsOf = (
  service: string,
  facts: readonly RawFact[],
  from: Published,
): { records: LogRecord[]; to: Published } => {
  const partitionseqs = [...from.partitionseqs];
  const records = facts.map((fact) => {
    const partition = partitionOf(keyOf(fact.tenant, fact.stream), partitionseqs.length);
    const partitionseq = (partitionseqs[partition] ?? 0) + 1;
    partitionseqs[partition] = partitionseq;
    return encode(service, fact, partition, partitionseq);
  });
  return { records, to: { position: from.position + facts.length, partitionseqs } };
};

/**
 * Sends what the store holds to the topic, in position order, until stopped. Each process starts from the saved progress, which Kafka has
 * acknowledged, and sends one contiguous run with one send in flight: so the first time a position appears in a partition, all before it are there,
 * whatever a second publisher or a crash repeats. Proof: the sequencer's report, §3 B 4.
 */
export const startPublisher = (options: PublisherOptions): Publisher => {
  const { service, topic, store, log, progress, logger, leads = () => true, pollMs = 500 } = options;
  const stopping = new AbortController();
  const wait = backoff(100, 5_000);
  let role: PublisherStatus['role'] = 'standby';
  let problem = '';
  let published = 0;
  let known = 0;
  let woken = Promise.withResolvers<void>();

  const wake = (range?: SequencedRange): void => {
    known = Math.max(known, range?.to ?? 0);
    woken.resolve();
  };
  const somethingNew = async (): Promise<void> => {
    const timer = setTimeout(woken.resolve, pollMs);
    await woken.promise;
    clearTimeout(timer);
    woken = Promise.withResolvers();
  };

  const well = (): void => {
    role = 'publishing';
    problem = '';
    wait.reset();
  };

  const begin = async (): Promise<{ saved: Published | undefined; from: Published }> => {
    const saved = await progress.read(topic);
    const partitions = await log.partitionsOf(topic);
    const from = saved ?? { position: 0, partitionseqs: Array.from({ length: partitions }, () => 0) };
    if (from.partitionseqs.length !== partitions)
      throw new Error(
        `topic ${topic} has ${partitions} partitions but was published into ${from.partitionseqs.length}: ` +
          'a topic is never resized in place; restore its partitions or publish into the next generation',
      );
    return { saved, from };
  };

  const publish = async (): Promise<void> => {
    let { saved, from } = await begin();
    published = from.position;
    let saving: Promise<boolean> = Promise.resolve(true);
    while (!stopping.signal.aborted && leads()) {
      const facts = fitting(await store.readRaw(from.position, factsPerRead));
      if (facts.length === 0) {
        if (!(await saving)) return;
        well();
        known = Math.max(known, from.position);
        await somethingNew();
        continue;
      }
      const { records, to } = recordsOf(service, facts, from);
      known = Math.max(known, to.position);
      await log.produce(topic, records);
      published = to.position;
      well();
      if (!(await saving)) return;
      saving = progress.save(topic, saved, to);
      saving.catch(() => undefined);
      saved = to;
      from = to;
    }
    await saving;
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (!leads()) {
        role = 'standby';
        await somethingNew();
        continue;
      }
      try {
        await publish();
      } catch (error) {
        role = 'failing';
        problem = error instanceof Error ? error.message : String(error);
        const ms = wait.take();
        logger.warn(
          { service, topic, published, error: problem, againInMs: ms },
          'publishing failed and is tried again',
        );
        await sleep(ms, stopping.signal);
        known = Math.max(known, await store.lastPosition().catch(() => known));
      }
    }
  };
  const ran = run();

  return {
    wake,
    status: () => ({ role, published, lag: Math.max(0, known - published), problem }),
    stop: async () => {
      stopping.abort();
      woken.resolve();
      await ran;
    },
  };
};
