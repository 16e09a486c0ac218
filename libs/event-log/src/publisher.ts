import { readAhead } from './read-ahead.ts';
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
  /** How often the progress is kept at most, in ms; 200 by default. What was sent since is sent once more after a crash, with the same numbers. */
  readonly keepMs?: number;
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
  const { service, topic, store, log, progress, logger, leads = () => true, pollMs = 500, keepMs = 200 } = options;
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
  const somethingNew = async (withinMs: number): Promise<void> => {
    const timer = setTimeout(woken.resolve, withinMs);
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
          `a topic is never resized in place; restore its partitions, or make the next generation: npm run ops -- topic rebuild ${service}`,
      );
    return { saved, from };
  };

  const publish = async (): Promise<void> => {
    let { saved, from } = await begin();
    published = from.position;
    const reader = readAhead(store, from.position);
    let keptAt = Number.NEGATIVE_INFINITY;
    let keeping: Promise<boolean> = Promise.resolve(true);
    const isKept = (): boolean => saved?.position === from.position || from.position === 0;
    const keep = (): void => {
      keptAt = performance.now();
      keeping = progress.save(topic, saved, from);
      keeping.catch(() => undefined);
      saved = from;
    };
    const send = async (facts: readonly RawFact[]): Promise<void> => {
      const { records, to } = recordsOf(service, facts, from);
      known = Math.max(known, to.position);
      const sending = log.produce(topic, records);
      // The next facts are read while these are under way; they are sent when these are acknowledged.
      if (known > to.position) reader.ahead();
      await sending;
      from = to;
      published = to.position;
      well();
    };
    try {
      while (!stopping.signal.aborted && leads()) {
        const facts = await reader.take();
        if (facts.length > 0) await send(facts);
        const sinceKept = performance.now() - keptAt;
        if (!isKept() && sinceKept >= keepMs) {
          if (!(await keeping)) return;
          keep();
        }
        if (facts.length > 0) continue;
        if (!(await keeping)) return;
        well();
        known = Math.max(known, from.position);
        await somethingNew(isKept() ? pollMs : Math.min(pollMs, Math.max(1, keepMs - sinceKept)));
      }
    } finally {
      // What was acknowledged is not sent again for the sake of an error, a stop, or another leader.
      if (!isKept() && (await keeping.catch(() => false))) await progress.save(topic, saved, from).catch(() => false);
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (!leads()) {
        role = 'standby';
        await somethingNew(pollMs);
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
