import { factsOf } from '@telemachy/ops';
import { rebuildInMemory } from '@telemachy/projections';
import type { EventStore } from '@telemachy/event-store';
import type { Bench } from '../measure/bench.ts';
import { fillStore } from '../append/fill-store.ts';
import { alternate } from '../measure/rounds.ts';
import { service } from '../measure/service.ts';
import { checkIns } from '../projection/check-ins.ts';
import { consumeAndParse } from '../projection/consume-and-parse.ts';
import { atLeastTimes, rowOf, type Row } from '../report/row.ts';
import { startWorker } from '../worker/start-worker.ts';

/** A read model made again from all facts. */
export const rebuildRows = async (bench: Bench): Promise<readonly Row[]> => {
  const { servers, size } = bench;
  const { facts, documents } = size.catchUp;
  const own = await bench.open();
  bench.say(`${facts} facts of ${documents} streams, numbered and published`);
  const worker = await startWorker({ servers, prefix: own.prefix, kind: 'relay', projects: false });
  await worker.start();
  await fillStore(own.parts.store, documents, facts / documents);
  await worker.published(facts);
  await worker.end();
  const topic = own.topicOf(service);
  const rates = await alternate(
    {
      ours: () => rebuild(own.parts.store, facts, documents),
      parse: () => consumeAndParse(own.parts.log, topic, facts),
    },
    size.rounds,
  );
  return [
    rowOf({
      name: 'rebuild from the store, as verify does',
      unit: 'facts/s',
      values: rates.ours,
      against: { name: 'consume and parse', values: rates.parse },
      target: atLeastTimes(0.8),
    }),
  ];
};

/** Facts per second, read as `ops verify` reads them. @throws Error when a fact is missing */
const rebuild = async (store: EventStore, facts: number, documents: number): Promise<number> => {
  const begun = performance.now();
  const rebuilt = await rebuildInMemory(checkIns(1), factsOf(store));
  const seconds = (performance.now() - begun) / 1000;
  const counted = [...rebuilt.values()].reduce((sum, { count }) => sum + Number(count), 0);
  if (rebuilt.size !== documents || counted !== facts)
    throw new Error(`${counted} facts were folded into ${rebuilt.size}`);
  return facts / seconds;
};
