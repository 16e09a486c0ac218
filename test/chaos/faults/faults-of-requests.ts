import { setTimeout as pause } from 'node:timers/promises';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@telemachy/infra/testing';
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
  {
    name: 'F53',
    what: 'MongoDB is restored to an earlier moment, and Kafka is ahead of it',
    needs: () => 'a command that publishes the next generation of a topic from the store (ops topic rebuild)',
    inject: () => Promise.reject(new Error('not made')),
  },
  {
    name: 'F54',
    what: 'this release and the one before run side by side',
    needs: () => {
      const page = join(repositoryRoot, 'docs', 'releases.md');
      const named = existsSync(page) && /\|\s*0\.1\.0\s*\|[^|]*\|\s*`?[0-9a-f]{7,}/.test(readFileSync(page, 'utf8'));
      return named
        ? 'a build of the commit that docs/releases.md names 0.1.0'
        : 'a release before this one: docs/releases.md names none';
    },
    inject: () => Promise.reject(new Error('not made')),
  },
];
