import { setTimeout as pause } from 'node:timers/promises';
import { kafkaEventLog, silent } from '@telemachy/event-log';
import { serviceNames, until, type ServiceName } from '@telemachy/infra/testing';
import { liveTopicOf, passedBy } from './checks/progress.ts';
import { ops, startOps } from './checks/read-models-equal.ts';
import { expectedOf } from './checks/topics-complete.ts';
import type { Fault } from './fault.ts';
import { slowestPercentOf, startLedger } from './ledger/ledger.ts';
import type { Stage } from './stage/stage.ts';

type Rebuilt = { readonly live: boolean; readonly equal?: boolean };

const readModelsOf = async (stage: Stage, service: ServiceName): Promise<readonly string[]> => {
  const { readModels } = (await ops(stage, service, ['describe'])) as { readModels: readonly { name: string }[] };
  return readModels.map(({ name }) => name.replace(/\.v\d+$/, ''));
};

/** Rebuilds until it is done: who builds next may have to wait for the claim of one that died. */
const rebuilt = (stage: Stage, service: ServiceName, words: readonly string[]): Promise<Rebuilt> =>
  until(
    `the rebuild of ${service} ${words.join(' ')}`,
    () => ops(stage, service, ['rebuild', ...words]) as Promise<Rebuilt>,
    {
      withinMs: 120_000,
      everyMs: 1_000,
    },
  );

export const faultsOfDeliveries: readonly Fault[] = [
  {
    name: 'F20',
    what: 'one in five records is on its topic again, several times over',
    push: true,
    bound: { what: 'sent to passed by all', unit: 's', limit: () => 15 },
    inject: async ({ stage, random }) => {
      const log = kafkaEventLog({
        client: 'kafkajs',
        brokers: [stage.kafka.address],
        clientId: 'chaos-copies',
        logger: silent,
      });
      let runs = 0;
      for (const service of serviceNames) {
        const sent = [...(await expectedOf(stage, service)).values()].filter(() => random.chance(0.2));
        const copies = sent.flatMap((record) => Array.from({ length: 1 + random.below(4) }, () => record));
        const mixed = copies.toSorted(() => random.next() - 0.5);
        const topic = await liveTopicOf(stage, service);
        for (let from = 0; from < mixed.length; from += 200) await log.produce(topic, mixed.slice(from, from + 200));
        runs += mixed.length;
      }
      await log.close();
      return { runs, reached: await passedBy(stage, 'matching') };
    },
  },
  {
    name: 'F21',
    what: 'every read model is folded anew from the topics, whose partitions come in any order among one another',
    load: { width: 2 },
    inject: async ({ stage, violated }) => {
      let runs = 0;
      for (const service of serviceNames)
        for (const model of await readModelsOf(stage, service)) {
          const { live } = await rebuilt(stage, service, [model, '--from', 'topic']);
          if (!live) violated(`${service} ${model} is another one when it is folded from the topic`);
          runs += 1;
        }
      return { runs };
    },
  },
  {
    name: 'F26',
    what: 'one organization asks for fifty times as much as another',
    bound: { what: '99 of 100 answers of the other, against before', unit: 'x', limit: () => 2 },
    load: { width: 1, pauseMs: 100 },
    inject: async ({ stage, random }) => {
      await pause(8_000);
      const storm = await startLedger(stage, {
        seed: random.below(1_000),
        org: 'loud',
        load: 'loud',
        kinds: ['draftProgram'],
        width: 50,
        pauseMs: 100,
      });
      await pause(8_000);
      await storm.settle();
      return { runs: 1 };
    },
    measured: ({ entries }) => {
      const loudFrom = Math.min(
        ...entries.filter(({ load }) => load === 'loud').map(({ attempts }) => attempts[0]?.at ?? 0),
      );
      const usual = entries.filter(({ load }) => load === 'usual');
      const isBefore = (at: number | undefined): boolean => at !== undefined && at < loudFrom;
      const before = usual.filter(({ attempts }) => isBefore(attempts[0]?.at));
      const during = usual.filter(({ attempts }) => !isBefore(attempts[0]?.at));
      return slowestPercentOf(during) / slowestPercentOf(before);
    },
  },
  {
    name: 'F27',
    what: 'who rebuilds a read model is killed at random moments',
    bound: { what: 'the last rebuild, from its start', unit: 's', limit: () => 60 },
    inject: async ({ stage, random, all, violated }) => {
      const runs = all ? 10 : 3;
      const [model = ''] = await readModelsOf(stage, 'goals');
      const from = performance.now();
      await rebuilt(stage, 'goals', [model, '--anew']);
      const usualMs = performance.now() - from;
      for (let run = 0; run < runs; run += 1) {
        const builder = startOps(stage, 'goals', ['rebuild', model]);
        builder.stdout.resume();
        builder.stderr.resume();
        await pause(usualMs * random.between(0.3, 1));
        builder.kill('SIGKILL');
      }
      const last = performance.now();
      const { live } = await rebuilt(stage, 'goals', [model]);
      if (!live) violated('the read model that was rebuilt is not the same');
      return { runs, reached: (performance.now() - last) / 1000 };
    },
  },
  {
    name: 'F28',
    what: 'read models are rebuilt beside live traffic',
    bound: { what: '99 of 100 answers meanwhile', unit: 'ms', limit: () => 1_000 },
    measured: ({ entries }) => slowestPercentOf(entries),
    inject: async ({ stage, violated }) => {
      const models = await readModelsOf(stage, 'goals');
      for (const model of models) {
        const { live } = await rebuilt(stage, 'goals', [model]);
        if (!live) violated(`goals ${model} is another one when it is rebuilt`);
      }
      return { runs: models.length };
    },
  },
];
