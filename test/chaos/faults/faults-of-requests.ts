import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { longestWaitOf, slowestPercentOf } from './ledger/ledger.ts';

export const faultsOfRequests: readonly Fault[] = [
  {
    name: 'F10',
    what: '200 at once command one stream',
    bound: { what: '99 of 100 answers', unit: 'ms', limit: () => 2_000 },
    load: { width: 200, pauseMs: 200, kinds: ['storm'] },
    measured: ({ entries }) => slowestPercentOf(entries),
    inject: async ({ all }) => {
      await pause(all ? 20_000 : 5_000);
      return { runs: 1 };
    },
  },
  {
    name: 'F37',
    what: 'the line is torn after a request, before its answer',
    bound: { what: 'longest from the first try to an answer', unit: 's', limit: () => 5 },
    measured: ({ entries }) => longestWaitOf(entries),
    inject: async ({ stage, all, random }) => {
      const lines = Object.values(stage.lines);
      const runs = all ? 200 : 40;
      for (let run = 0; run < runs; run += 1) await random.pick(lines).loseNextAnswer();
      return { runs };
    },
  },
];
