import type { Bench, OwnService } from '../measure/bench.ts';
import { streamOf } from '@telemachy/event-store';
import { closedLoop } from '../measure/load.ts';
import { alternate } from '../measure/rounds.ts';
import { goalIdOf, tenant } from '../measure/facts.ts';
import { appending, factsPerStream, mostPerMs } from '../append/streams.ts';
import { fillStore } from '../append/fill-store.ts';
import { ourStreams } from '../append/our-streams.ts';
import { atMostTimes, rowOf, type Row } from '../report/row.ts';

const workers = 64;
/** Fewer, so that hardly two at once read the same stream of the smallest store, which is then read once. */
const readers = 16;
const factors = { small: 1, tenfold: 10, hundredfold: 100 } as const;
type Growth = keyof typeof factors;
/** How much more a fact may cost where there are many more of them. */
const target = atMostTimes(1.2);

/** What a fact costs where 10 and 100 times as many facts and streams are stored already: appended, loaded, and read by position. */
export const growthRows = async (bench: Bench): Promise<readonly Row[]> => {
  const { size } = bench;
  const grown = async (factor: number): Promise<Grown> => {
    const streams = Math.ceil((factor * size.smallStore) / factsPerStream);
    bench.say(`a store of ${factor * size.smallStore} facts`);
    const own = await bench.open();
    await fillStore(own.parts.store, streams, factsPerStream);
    return { own, streams };
  };
  const stores = { small: await grown(1), tenfold: await grown(10), hundredfold: await grown(100) };
  const costs = (act: (store: Grown) => Promise<number>): Promise<Readonly<Record<Growth, readonly number[]>>> =>
    alternate(
      {
        small: () => act(stores.small),
        tenfold: () => act(stores.tenfold),
        hundredfold: () => act(stores.hundredfold),
      },
      size.rounds,
    );
  const rowsOf = (name: string, by: Readonly<Record<Growth, readonly number[]>>): Row[] =>
    (['tenfold', 'hundredfold'] as const).map((growth) =>
      rowOf({
        name: `${name}, ${factors[growth]}× the facts and streams`,
        unit: 'µs per fact',
        values: by[growth],
        against: { name: `${size.smallStore.toLocaleString('en')} facts`, values: by.small },
        target,
      }),
    );
  bench.say('appending to each of them, loading from each of them');
  return [
    ...rowsOf('load a stream', await costs((store) => loadCost(store, size.roundMs / 2))),
    ...rowsOf(`append, ${workers} at once`, await costs((store) => appendCost(store, size.roundMs))),
  ];
};

type Grown = { readonly own: OwnService; readonly streams: number };

/** Microseconds per fact. */
const appendCost = async ({ own: { parts } }: Grown, ms: number): Promise<number> => {
  const act = await appending(ourStreams(parts.store), mostPerMs * ms);
  return 1e6 / (await closedLoop({ workers, ms }, act)).rate;
};

/** Microseconds per fact, streams chosen at random. */
const loadCost = async ({ own: { parts }, streams }: Grown, ms: number): Promise<number> => {
  const { rate } = await closedLoop({ workers: readers, ms }, async () => {
    const { facts } = await parts.store.load(tenant, streamOf('goal', goalIdOf(Math.floor(Math.random() * streams))));
    if (facts.length !== factsPerStream) throw new Error(`a stream has ${facts.length} facts`);
  });
  return 1e6 / (rate * factsPerStream);
};
