import { runProjection } from '@telemachy/projections';
import type { Bench, OwnService } from '../measure/bench.ts';
import { alternate } from '../measure/rounds.ts';
import { service } from '../measure/service.ts';
import { percentile } from '../measure/statistics.ts';
import { until } from '../measure/until.ts';
import { ourStreams } from '../append/our-streams.ts';
import { commitPaced } from '../relay/commit-times.ts';
import { atLeastTimes, atMost, rowOf, type Row } from '../report/row.ts';
import { startWorker, type Worker } from '../worker/start-worker.ts';
import { checkIns } from './check-ins.ts';
import { consumeAndParse } from './consume-and-parse.ts';
import { nestConsumer } from './nest-consumer.ts';
import { timedLog } from './timed-log.ts';
import { fillTopic } from './topic.ts';

const perSecond = 200;

/** How quickly a read model shows what was commanded, and how quickly a new one catches up. */
export const projectionRows = async (bench: Bench): Promise<readonly Row[]> => [
  ...(await visibleRows(bench)),
  ...(await catchUpRows(bench)),
];

const visibleRows = async (bench: Bench): Promise<readonly Row[]> => {
  bench.say(`command → visible at ${perSecond}/s`);
  const own = await bench.open();
  const worker = await startWorker({ servers: bench.servers, prefix: own.prefix, kind: 'relay', projects: true });
  try {
    await worker.start();
    const { visible } = await alternate({ visible: () => timesToVisible(bench, own, worker) }, bench.size.rounds);
    const name = `command → read model visible, ${perSecond}/s`;
    const values = (percent: number): readonly number[] => visible.map((ms) => percentile(ms, percent));
    return [
      rowOf({ name: `${name}, p50`, unit: 'ms', values: values(50), target: atMost(15, 'ms') }),
      rowOf({ name: `${name}, p99`, unit: 'ms', values: values(99), target: atMost(60, 'ms') }),
    ];
  } finally {
    await worker.end();
  }
};

/** From the command's append to the durable read model, of each commit, in ms. */
const timesToVisible = async ({ size }: Bench, { parts }: OwnService, worker: Worker): Promise<readonly number[]> => {
  const streams = await ourStreams(parts.store).open(Math.ceil((perSecond * size.roundMs) / 1000));
  const committed = await commitPaced(streams, { perSecond, ms: size.roundMs });
  const seen = new Map<string, number>();
  await until(async () => {
    for (const [commit, at] of (await worker.times()).visible) seen.set(commit, at);
    return [...committed.keys()].every((commit) => seen.has(commit));
  }, 'every commit is visible');
  return [...committed].map(([commit, { sentAt }]) => (seen.get(commit) ?? Number.NaN) - sentAt);
};

const catchUpRows = async (bench: Bench): Promise<readonly Row[]> => {
  const { servers, size } = bench;
  const own = await bench.open();
  const { parts, topicOf } = own;
  const topic = topicOf(service);
  bench.say(`catching up on ${size.catchUp.facts} facts`);
  await fillTopic(parts.log, topic, size.catchUp.facts, size.catchUp.documents);
  let version = 0;
  const rates = await alternate(
    {
      ours: () => catchUp(own, size.catchUp, (version += 1)),
      parse: () => consumeAndParse(parts.log, topic, size.catchUp.facts),
      nest: () => nestConsumer(servers, own.mongo.db.databaseName, topic, size.roundMs),
    },
    size.rounds,
  );
  const ours = { name: 'projection catch-up, each fact counted once', unit: 'facts/s', values: rates.ours };
  return [
    rowOf({ ...ours, against: { name: 'consume and parse', values: rates.parse }, target: atLeastTimes(0.5) }),
    rowOf({
      ...ours,
      against: { name: 'Nest @EventPattern, updateOne', values: rates.nest },
      target: atLeastTimes(80),
    }),
  ];
};

/** Facts per second of a new version of the read model, from nothing. @throws Error when a fact is missing or was counted twice */
const catchUp = async (
  { parts, documents, topicOf }: OwnService,
  { facts, documents: goals }: { readonly facts: number; readonly documents: number },
  version: number,
): Promise<number> => {
  const timed = timedLog(parts.log);
  const projection = checkIns(version);
  const given = { service, projection, log: timed.log, documents, logger: parts.logger, topicOf };
  const running = await runProjection(given);
  await until(() => timed.records() >= facts, 'every fact is folded');
  await running.stop();
  const collection = parts.database.collection(`${projection.name}.v${version}`);
  const [found] = await collection
    .aggregate<{ facts: number; documents: number }>([
      { $group: { _id: null, facts: { $sum: '$count' }, documents: { $sum: 1 } } },
    ])
    .toArray();
  if (found?.facts !== facts || found.documents !== goals)
    throw new Error(`${facts} facts were folded into ${JSON.stringify(found)}`);
  await collection.drop();
  return timed.rate();
};
