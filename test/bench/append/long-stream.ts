import { randomUUID } from 'node:crypto';
import { streamOf, type EventStore } from '@telemachy/event-store';
import type { Bench } from '../measure/bench.ts';
import { asked, checkIn, tenant } from '../measure/facts.ts';
import { closedLoop, rateOf, type Load } from '../measure/load.ts';
import { alternate } from '../measure/rounds.ts';
import { atLeastTimes, atMostTimes, notRun, rowOf, type Row } from '../report/row.ts';
import { emmett, needsPeers, type EmmettPeer } from './emmett.ts';
import { openStream } from './our-streams.ts';

const factsPerCommit = 50;
/** How many facts a tail read asks for. */
const lastN = 100;

/** Which of their measurements a row stands beside, and how many times ours shall be theirs. */
const besides = {
  append: { ours: 'long', other: 'theirLong', against: emmett, times: 20 },
  last: { ours: 'last', other: 'theirLast', against: `${emmett}, the last ${lastN}`, times: 3 },
  lastOfAll: { ours: 'last', other: 'theirAll', against: `${emmett}, all of it`, times: 20 },
  all: { ours: 'all', other: 'theirAll', against: emmett, times: 1.7 },
} as const;

/** Appending behind many facts, and reading the last of them or all. */
export const longStreamRows = async (
  { size }: Bench,
  store: EventStore,
  peer: EmmettPeer | undefined,
): Promise<readonly Row[]> => {
  const length = size.longStream;
  const last = Math.min(lastN, length);
  const [long, toRead, short] = [randomUUID(), randomUUID(), randomUUID()];
  await Promise.all([fill(store, long, length), fill(store, toRead, length)]);
  const theirs = peer === undefined ? undefined : await fillEmmett(peer, length);
  const one = (act: () => Promise<unknown>): (() => Promise<Load>) => {
    return () => closedLoop({ workers: 1, ms: size.roundMs / 2 }, act);
  };
  const loads = await alternate(
    {
      long: one(await openStream(store, long)),
      short: one(await openStream(store, short)),
      last: one(() => readLast(store, toRead, last)),
      all: one(() => readAll(store, toRead, length)),
      ...(theirs === undefined
        ? {}
        : {
            theirLong: one(theirs.append),
            theirLast: one(() => theirs.read({ from: BigInt(length - last), to: BigInt(last) }, last)),
            theirAll: one(() => theirs.read(undefined, length)),
          }),
    } as Record<'long' | 'short' | 'last' | 'all' | 'theirLong' | 'theirLast' | 'theirAll', () => Promise<Load>>,
    size.rounds,
  );
  const values = (name: keyof typeof loads): readonly number[] => loads[name].map(rateOf);
  const costs = (name: keyof typeof loads): readonly number[] => values(name).map((rate) => 1000 / rate);
  const appends = `append to a stream of ${length.toLocaleString('en')}`;
  const reads = `load the last ${last} of ${length.toLocaleString('en')}`;
  const beside = (name: string, which: keyof typeof besides): Row => {
    const { ours, other, against, times } = besides[which];
    return theirs === undefined
      ? notRun(name, 'per s', needsPeers, atLeastTimes(times))
      : rowOf({
          name,
          unit: 'per s',
          values: values(ours),
          against: { name: against, values: values(other) },
          target: atLeastTimes(times),
        });
  };
  return [
    rowOf({
      name: appends,
      unit: 'ms',
      values: costs('long'),
      against: { name: 'a stream that was short', values: costs('short') },
      target: atMostTimes(1.2),
    }),
    beside(appends, 'append'),
    beside(reads, 'last'),
    beside(reads, 'lastOfAll'),
    beside(`load all ${length.toLocaleString('en')}`, 'all'),
  ];
};

const readLast = async (store: EventStore, goalId: string, last: number): Promise<void> => {
  const { facts } = await store.loadLast(tenant, streamOf('goal', goalId), last);
  if (facts.length !== last) throw new Error(`${last} facts were asked for, ${facts.length} came`);
};

const readAll = async (store: EventStore, goalId: string, length: number): Promise<void> => {
  const { facts } = await store.load(tenant, streamOf('goal', goalId));
  if (facts.length !== length) throw new Error(`a stream of ${length} facts has ${facts.length}`);
};

const fill = async (store: EventStore, goalId: string, length: number): Promise<void> => {
  let { head } = await store.load(tenant, streamOf('goal', goalId));
  while (head.version < length) {
    const facts = Array.from({ length: Math.min(factsPerCommit, length - head.version) }, (_, n) => checkIn(goalId, n));
    const appended = await store.append(head, facts, asked());
    if (appended.outcome !== 'appended') throw new Error(`the facts were not appended: ${appended.outcome}`);
    head = appended.head;
  }
};

const fillEmmett = async ({ store, openStream: open }: EmmettPeer, length: number) => {
  const [long, toRead]: readonly string[] = [`goal:${randomUUID()}`, `goal:${randomUUID()}`];
  if (long === undefined || toRead === undefined) throw new Error('no streams');
  for (const stream of [long, toRead]) {
    for (let version = 0; version < length;) {
      const facts = Array.from({ length: Math.min(500, length - version) }, (_, n) => checkIn(stream.slice(5), n));
      await store.appendToStream(stream, facts, { expectedStreamVersion: BigInt(version) });
      version += facts.length;
    }
  }
  return {
    append: open(long, BigInt(length)),
    read: async (which: { from: bigint; to: bigint } | undefined, expected: number) => {
      const { events } = await store.readStream(toRead, which);
      if (events.length !== expected) throw new Error(`${expected} events were asked of Emmett, ${events.length} came`);
    },
  };
};
