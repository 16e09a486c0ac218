import { randomBytes } from 'node:crypto';
import { mongoEventStore } from '@telemachy/event-store';
import type { Bench } from '../measure/bench.ts';
import { closedLoop, p99Of, rateOf, type Load } from '../measure/load.ts';
import { alternate } from '../measure/rounds.ts';
import { startWorker } from '../worker/start-worker.ts';
import { atLeastTimes, atMostTimes, notRun, rowOf, type Row } from '../report/row.ts';
import { emmett, needsPeers, openEmmett } from './emmett.ts';
import { insertOneStreams } from './insert-one.ts';
import { longStreamRows } from './long-stream.ts';
import { ourStreams } from './our-streams.ts';
import { appending, mostPerMs, type Streams } from './streams.ts';

const insertOne = 'insertOne, w: majority';
/** The share of appends that sealing may cost. */
const leastSealed = 0.85;

/** One fact per append, by so many callers at once; and the same with a long stream. */
export const appendRows = async (bench: Bench): Promise<readonly Row[]> => {
  const { servers, size } = bench;
  const [off, on] = [await bench.open(), await bench.open()];
  const peer = await openEmmett(servers, `bench-${randomBytes(4).toString('hex')}-emmett`);
  const worker = await startWorker({ servers, prefix: on.prefix, kind: 'relay', projects: false });
  await worker.start();
  let appended = 0;

  const load = async (streams: Streams, workers: number): Promise<Load> => {
    const ms = size.roundMs;
    return closedLoop({ workers, ms }, await appending(streams, Math.min(mostPerMs, 3 * workers) * ms));
  };
  const relayed = async (workers: number): Promise<Load> => {
    const done = await load(ourStreams(on.parts.store), workers);
    appended += done.latencies.length;
    // The next contender must not pay for what this one left behind.
    await worker.published(appended);
    return done;
  };
  const unsealed = mongoEventStore({ db: off.mongo.db });
  const measure = (workers: number, sealing: boolean) =>
    alternate(
      {
        off: () => load(ourStreams(off.parts.store), workers),
        ...(sealing ? { unsealed: () => load(ourStreams(unsealed), workers) } : {}),
        insertOne: () => load(insertOneStreams(off.mongo.db), workers),
        on: () => relayed(workers),
        ...(peer === undefined ? {} : { emmett: () => load(peer, workers) }),
      } as Record<'off' | 'unsealed' | 'on' | 'insertOne' | 'emmett', () => Promise<Load>>,
      size.rounds,
    );

  const rows: Row[] = [];
  try {
    for (const { workers, times, timesInsertOne } of targets) {
      bench.say(`append, ${workers} at once`);
      const sealing = workers === 64;
      const loads = await measure(workers, sealing);
      if (sealing) rows.push(besideUnsealed(`append, ${workers} at once, relay off`, loads));
      for (const relay of ['off', 'on'] as const) {
        const name = `append, ${workers} at once, relay ${relay}`;
        const ours = { name, unit: 'facts/s', values: loads[relay].map(rateOf) };
        rows.push(
          peer === undefined
            ? notRun(name, 'facts/s', needsPeers, atLeastTimes(times))
            : rowOf({
                ...ours,
                against: { name: emmett, values: loads.emmett.map(rateOf) },
                target: atLeastTimes(times),
              }),
          ...(timesInsertOne === undefined ? [] : besideInsertOne(name, loads[relay], loads.insertOne, timesInsertOne)),
        );
      }
    }
    bench.say(`a stream of ${size.longStream}`);
    rows.push(...(await longStreamRows(bench, off.parts.store, peer)));
    return rows;
  } finally {
    await worker.end();
    await peer?.close();
  }
};

const targets: readonly { readonly workers: number; readonly times: number; readonly timesInsertOne?: number }[] = [
  { workers: 64, times: 12, timesInsertOne: 5 },
  { workers: 16, times: 5 },
  { workers: 1, times: 1.4 },
];

const besideInsertOne = (name: string, ours: readonly Load[], theirs: readonly Load[], times: number): Row[] => [
  rowOf({
    name,
    unit: 'facts/s',
    values: ours.map(rateOf),
    against: { name: insertOne, values: theirs.map(rateOf) },
    target: atLeastTimes(times),
  }),
  rowOf({
    name: `${name}, p99`,
    unit: 'ms',
    values: ours.map(p99Of),
    against: { name: insertOne, values: theirs.map(p99Of) },
    target: atMostTimes(0.5),
  }),
];

const besideUnsealed = (name: string, { off, unsealed }: Record<'off' | 'unsealed', readonly Load[]>): Row =>
  rowOf({
    name,
    unit: 'facts/s',
    values: off.map(rateOf),
    against: { name: 'the same, nothing sealed', values: unsealed.map(rateOf) },
    target: atLeastTimes(leastSealed),
  });
