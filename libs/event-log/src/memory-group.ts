import { backoff, sleep } from './backoff.ts';
import type { ConsumeOptions, ReceivedRecord, Subscription, SubscriptionStatus, TopicPartition } from './port.ts';

type Topics = { readonly topics: ReadonlyMap<string, readonly (readonly ReceivedRecord[])[]>; readonly down: boolean };

type Member = {
  readonly options: ConsumeOptions;
  readonly changed: (status: SubscriptionStatus) => void;
  partitions: readonly TopicPartition[];
  abort: AbortController;
  running: Promise<void>;
  killed: boolean;
  /** Nobody waits for what a process that is gone has under way. */
  readonly gone: PromiseWithResolvers<void>;
};

export type MemoryGroup = {
  join(options: ConsumeOptions): Subscription & { readonly kill: () => Promise<void> };
  wake(topic: string): void;
  topicMade(topic: string): Promise<void>;
};

const same = (a: TopicPartition) => (b: TopicPartition) => a.topic === b.topic && a.partition === b.partition;

/** A consumer group: its members share the partitions, and share them anew when one comes or goes. */
export const memoryGroup = (broker: Topics, recordsPerBatch: number): MemoryGroup => {
  const members: Member[] = [];
  let waiting: (() => void)[] = [];
  let turn: Promise<void> = Promise.resolve();

  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  const somethingNew = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      waiting.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });

  const pump = async (
    { options }: Member,
    partition: TopicPartition,
    from: bigint,
    signal: AbortSignal,
  ): Promise<void> => {
    const wait = backoff(2, 50);
    let cursor = Number(from);
    while (!signal.aborted) {
      const list = broker.topics.get(partition.topic)?.[partition.partition] ?? [];
      // Our checkpoint lies outside of what the topic holds.
      if (cursor > list.length) cursor = 0;
      const records = broker.down ? [] : list.slice(cursor, cursor + recordsPerBatch);
      if (records.length === 0) {
        await somethingNew(signal);
        continue;
      }
      try {
        await options.batch(partition, records, signal);
        cursor += records.length;
        wait.reset();
      } catch {
        await sleep(wait.take(), signal);
        const [offset] = await options.assigned([partition]).catch(() => [BigInt(cursor)]);
        cursor = Number(offset ?? 0n);
      }
    }
  };

  const leave = async (member: Member): Promise<void> => {
    member.abort.abort();
    await Promise.race([member.running, member.gone.promise]);
  };

  const start = async (member: Member, partitions: readonly TopicPartition[]): Promise<void> => {
    const lost = member.partitions.filter((partition) => !partitions.some(same(partition)));
    if (lost.length > 0) await member.options.revoked?.(lost);
    member.partitions = partitions;
    member.abort = new AbortController();
    const { signal } = member.abort;
    const run = async (): Promise<void> => {
      const wait = backoff(2, 50);
      while (!signal.aborted) {
        try {
          const offsets = partitions.length === 0 ? [] : await member.options.assigned(partitions);
          member.changed('running');
          if (partitions.length === 0) return;
          await Promise.all(
            partitions.map((partition, index) => pump(member, partition, offsets[index] ?? 0n, signal)),
          );
        } catch {
          await sleep(wait.take(), signal);
        }
      }
    };
    member.running = run();
  };

  const share = async (): Promise<void> => {
    for (const member of members) member.changed('rebalancing');
    await Promise.all(members.map(leave));
    const all = members
      .flatMap(({ options }) => options.topics)
      .filter((topic, index, topics) => topics.indexOf(topic) === index)
      .flatMap((topic) => (broker.topics.get(topic) ?? []).map((_, partition) => ({ topic, partition })));
    await Promise.all(
      members.map((member, place) =>
        start(
          member,
          all.filter((_, index) => index % members.length === place),
        ),
      ),
    );
  };

  const shared = (change: () => void | Promise<void>): Promise<void> => {
    turn = turn.then(change).then(share);
    return turn;
  };

  const drop = (member: Member): Promise<void> =>
    shared(async () => {
      const place = members.indexOf(member);
      if (place >= 0) members.splice(place, 1);
      await leave(member);
      if (!member.killed && member.partitions.length > 0) await member.options.revoked?.(member.partitions);
    });

  return {
    wake,
    topicMade: () => shared(() => {}),
    join: (options) => {
      let status: SubscriptionStatus = 'starting';
      const changed = (next: SubscriptionStatus): void => {
        if (status === next || status === 'stopped') return;
        status = next;
        options.onStatus?.(next);
      };
      const member: Member = {
        options,
        changed,
        partitions: [],
        abort: new AbortController(),
        running: Promise.resolve(),
        killed: false,
        gone: Promise.withResolvers(),
      };
      void shared(() => {
        members.push(member);
      });
      return {
        status: () => status,
        problem: () => (broker.down ? 'no broker answers' : undefined),
        stop: () => drop(member).then(() => changed('stopped')),
        kill: () => {
          member.killed = true;
          member.gone.resolve();
          return drop(member);
        },
      };
    },
  };
};
