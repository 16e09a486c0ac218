import type { Bench } from '../measure/bench.ts';
import { checkIn, goalIdOf } from '../measure/facts.ts';
import { closedLoop, rateOf, type Load } from '../measure/load.ts';
import { alternate } from '../measure/rounds.ts';
import { percentile } from '../measure/statistics.ts';
import { rowOf, type Row } from '../report/row.ts';
import { syncsOfFile } from './file-sync.ts';
import { kafkaToolRows } from './kafka-tools.ts';

const perInsert = 1_000;

/** What this machine can do at best, without any of our code. */
export const limitRows = async (bench: Bench): Promise<readonly Row[]> => {
  bench.say('the disk, MongoDB');
  const { mongo, topicOf } = await bench.open();
  const inserted = mongo.db.collection('limits', { writeConcern: { w: 'majority', journal: true } });
  const documents = (): object[] =>
    Array.from({ length: perInsert }, (_, n) => ({ stream: goalIdOf(n), version: n, ...checkIn(goalIdOf(n), n) }));
  const under = (workers: number, act: () => Promise<unknown>) => () =>
    closedLoop({ workers, ms: bench.size.roundMs }, act);
  const sync = await syncsOfFile();
  try {
    const loads = await alternate(
      {
        sync: under(1, sync.act),
        ping: under(1, () => mongo.db.command({ ping: 1 })),
        one: under(1, () => inserted.insertMany(documents())),
        four: under(4, () => inserted.insertMany(documents())),
        alone: under(1, () => inserted.insertOne({ ...checkIn(goalIdOf(1), 1) })),
        many: under(64, () => inserted.insertOne({ ...checkIn(goalIdOf(1), 1) })),
      },
      bench.size.rounds,
    );
    const row = (name: string, unit: string, by: readonly Load[], of: (load: Load) => number): Row =>
      rowOf({ name, unit, values: by.map(of) });
    const p = (percent: number) => (load: Load) => percentile(load.latencies, percent);
    const documentRate = (load: Load): number => perInsert * rateOf(load);
    return [
      row('write 4 KiB and fdatasync, p50', 'ms', loads.sync, p(50)),
      row('write 4 KiB and fdatasync, p99', 'ms', loads.sync, p(99)),
      row('ping of MongoDB, p50', 'ms', loads.ping, p(50)),
      row('insertMany of 1,000, w: majority, 1 at once', 'documents/s', loads.one, documentRate),
      row('insertMany of 1,000, w: majority, 4 at once', 'documents/s', loads.four, documentRate),
      row('insertOne, w: majority, 1 at once', 'documents/s', loads.alone, rateOf),
      row('insertOne, w: majority, 64 at once', 'documents/s', loads.many, rateOf),
      ...(await kafkaToolRows(bench, topicOf('limits'))),
    ];
  } finally {
    await sync.close();
  }
};
