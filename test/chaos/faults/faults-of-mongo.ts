import { setTimeout as pause } from 'node:timers/promises';
import { developmentToken } from '@telemachy/infra/client';
import type { Fault, Surroundings } from './fault.ts';
import { longestGapOf, longestWaitOf } from './ledger/ledger.ts';

const rounds = ({ all }: Surroundings): number => (all ? 3 : 1);
const gap = { what: 'longest time without any answer', unit: 's' } as const;

export const faultsOfMongo: readonly Fault[] = [
  {
    name: 'F6',
    what: 'the primary of MongoDB steps down',
    push: true,
    bound: { ...gap, limit: () => 5 },
    measured: ({ entries }) => longestGapOf(entries),
    inject: async (given) => {
      for (let round = 0; round < rounds(given); round += 1) {
        const { mongo } = given.stage;
        await mongo.ask(await mongo.primary(), { replSetStepDown: 10, secondaryCatchUpPeriodSecs: 5, force: true });
        await mongo.primary();
        await pause(3_000);
      }
      return { runs: rounds(given) };
    },
  },
  {
    name: 'F7',
    what: 'the primary of MongoDB is killed and comes back',
    bound: { ...gap, limit: () => 8 },
    measured: ({ entries }) => longestGapOf(entries),
    inject: async (given) => {
      for (let round = 0; round < rounds(given); round += 1) {
        const { mongo } = given.stage;
        await (await mongo.primary()).process.kill();
        await mongo.primary();
        await pause(2_000);
        await mongo.heal();
      }
      return { runs: rounds(given) };
    },
  },
  {
    name: 'F8',
    what: 'the primary of MongoDB stands still for 10 s and goes on',
    bound: { ...gap, limit: () => 10 },
    measured: ({ entries }) => longestGapOf(entries),
    inject: async (given) => {
      for (let round = 0; round < rounds(given); round += 1) {
        const { process } = await given.stage.mongo.primary();
        process.freeze();
        await pause(10_000);
        process.thaw();
        await given.stage.mongo.heal();
        await pause(2_000);
      }
      return { runs: rounds(given) };
    },
  },
  {
    name: 'F9',
    push: true,
    what: 'transactions are committed, and nobody is told whether they were',
    bound: { what: 'longest wait for an answer', unit: 's', limit: () => 5 },
    measured: ({ entries }) => longestWaitOf(entries),
    inject: async ({ stage, all }) => {
      const times = all ? 40 : 8;
      await stage.mongo.ask(await stage.mongo.primary(), {
        configureFailPoint: 'failCommand',
        mode: { times },
        data: {
          failCommands: ['commitTransaction'],
          errorCode: 50,
          errorLabels: ['UnknownTransactionCommitResult'],
        },
      });
      await pause(5_000);
      return { runs: times };
    },
  },
  {
    name: 'F11',
    what: 'two of three members of MongoDB are killed',
    bound: { what: 'longest wait for an answer that refuses', unit: 's', limit: () => 5 },
    inject: async ({ stage, violated }) => {
      const { members } = stage.mongo;
      const primary = await stage.mongo.primary();
      const others = members.filter((member) => member !== primary);
      await Promise.all(others.map(({ process }) => process.kill()));
      await pause(3_000);
      let reached = 0;
      for (let ask = 0; ask < 5; ask += 1) {
        const from = performance.now();
        const response = await fetch(`${stage.addresses.matching}/v1/programs`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'idempotency-key': crypto.randomUUID(),
            ...(await bearer(stage)),
          },
          body: JSON.stringify({ name: 'Without a majority', purpose: '' }),
          signal: AbortSignal.timeout(20_000),
        });
        reached = Math.max(reached, (performance.now() - from) / 1000);
        if (response.status !== 503) violated(`a command was answered ${response.status} without a majority, not 503`);
      }
      await stage.mongo.heal();
      return { runs: 1, reached };
    },
  },
];

const bearer = async ({ addresses }: Surroundings['stage']): Promise<{ readonly authorization: string }> => {
  const { access_token: token } = await developmentToken(addresses.issuer, 'coordinator', 'refused');
  return { authorization: `Bearer ${token}` };
};
