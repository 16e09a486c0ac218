import type { Bench, OwnService } from '../measure/bench.ts';
import { closedLoop, type Load } from '../measure/load.ts';
import { alternate } from '../measure/rounds.ts';
import { percentile } from '../measure/statistics.ts';
import { appending, mostPerMs } from '../append/streams.ts';
import { ourStreams } from '../append/our-streams.ts';
import { atLeast, atLeastTimes, atMost, either, rowOf, type Row } from '../report/row.ts';
import { startWorker, type Worker } from '../worker/start-worker.ts';
import { commitPaced } from './commit-times.ts';

const tail = 'a bare change-stream tail';
/** Callers at once, where the writer gives all it has. */
const writers = 64;
const perSecond = 200;

/** From the acknowledged commit to Kafka's acknowledgement: at a steady rate, beside a writer flat out, and after an absence. */
export const relayRows = async (bench: Bench): Promise<readonly Row[]> => {
  const contenders = { relay: await contender(bench, 'relay'), tail: await contender(bench, 'tail') };
  const { relay } = contenders;
  try {
    bench.say(`at ${perSecond} commits a second`);
    const latencies = await alternate({ relay: () => latency(bench, relay) }, bench.size.rounds);
    bench.say('beside a writer flat out');
    const flatOut = await alternate(
      { relay: () => besideWriter(bench, relay), tail: () => besideWriter(bench, contenders.tail) },
      bench.size.rounds,
    );
    bench.say(`after ${bench.size.backlog} commits that nobody relayed`);
    const drains = await alternate(
      { relay: () => drain(bench, relay), tail: () => drain(bench, contenders.tail) },
      bench.size.rounds,
    );
    const relayedPerSecond = {
      name: 'relayed beside a writer flat out',
      unit: 'facts/s',
      values: flatOut.relay.map(relayed),
    };
    const values = (percent: number): readonly number[] => latencies.relay.map((ms) => percentile(ms, percent));
    const acknowledged = `commit acknowledged → Kafka acknowledged, ${perSecond}/s`;
    return [
      rowOf({ name: `${acknowledged}, p50`, unit: 'ms', values: values(50), target: atMost(4, 'ms') }),
      rowOf({ name: `${acknowledged}, p99`, unit: 'ms', values: values(99), target: atMost(15, 'ms') }),
      rowOf({
        ...relayedPerSecond,
        against: { name: 'the writer', values: flatOut.relay.map(({ written }) => written) },
        target: atLeastTimes(0.9),
      }),
      rowOf({
        ...relayedPerSecond,
        against: { name: tail, values: flatOut.tail.map(relayed) },
        target: atLeastTimes(0.8),
      }),
      rowOf({
        name: 'backlog relayed',
        unit: 'facts/s',
        values: drains.relay,
        against: { name: tail, values: drains.tail },
        target: either(atLeast(15_000, 'facts/s'), atLeastTimes(0.8)),
      }),
    ];
  } finally {
    await Promise.all([relay.worker.end(), contenders.tail.worker.end()]);
  }
};

type Contender = { readonly own: OwnService; readonly worker: Worker; appended: number };

const contender = async (bench: Bench, kind: 'relay' | 'tail'): Promise<Contender> => {
  const own = await bench.open();
  const worker = await startWorker({ servers: bench.servers, prefix: own.prefix, kind, projects: false });
  const starting: Contender = { own, worker, appended: 0 };
  await worker.start();
  // The first commit opens what is opened late: the change stream has a token from now on.
  await write(starting, 1);
  await worker.published(1);
  return starting;
};

const write = async (to: Contender, facts: number): Promise<void> => {
  const act = await appending(ourStreams(to.own.parts.store), facts);
  let left = facts;
  const work = async (worker: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await act(worker);
    }
  };
  await Promise.all(Array.from({ length: Math.min(256, facts) }, (_, worker) => work(worker)));
  to.appended += facts;
};

/** Of each commit, in ms. */
const latency = async ({ size }: Bench, to: Contender): Promise<readonly number[]> => {
  const streams = await ourStreams(to.own.parts.store).open(Math.ceil((perSecond * size.roundMs) / 1000));
  await to.worker.times();
  const committed = await commitPaced(streams, { perSecond, ms: size.roundMs });
  to.appended += committed.size;
  await to.worker.published(to.appended);
  const { acknowledged } = await to.worker.times();
  return acknowledged.map(([commit, at]) => Math.max(0, at - (committed.get(commit)?.acknowledgedAt ?? Number.NaN)));
};

type BesideWriter = { readonly written: number; readonly relayed: number };
const relayed = (round: BesideWriter): number => round.relayed;

/** Both rates over the same time, in facts per second. */
const besideWriter = async ({ size }: Bench, to: Contender): Promise<BesideWriter> => {
  const ms = 2 * size.roundMs;
  const act = await appending(ourStreams(to.own.parts.store), mostPerMs * ms);
  const before = await to.worker.status();
  const begun = performance.now();
  const load: Load = await closedLoop({ workers: writers, ms }, act);
  const after = await to.worker.status();
  const seconds = (performance.now() - begun) / 1000;
  to.appended += load.latencies.length;
  await to.worker.published(to.appended);
  return { written: load.latencies.length / seconds, relayed: (after.published - before.published) / seconds };
};

/** Facts per second, from the start of the relay to the last acknowledgement. */
const drain = async ({ size }: Bench, to: Contender): Promise<number> => {
  await to.worker.stop();
  await write(to, size.backlog);
  const { startedAt } = await to.worker.start();
  const { publishedAt } = await to.worker.published(to.appended);
  return (1000 * size.backlog) / (publishedAt - startedAt);
};
