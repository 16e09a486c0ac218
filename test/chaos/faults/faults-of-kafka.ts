import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { passedBy } from './checks/progress.ts';
import type { Fault } from './fault.ts';

export const faultsOfKafka: readonly Fault[] = [
  {
    name: 'F14',
    what: 'Kafka is killed and starts again',
    push: true,
    bound: { what: 'back to caught up', unit: 's', limit: () => 30 },
    inject: async ({ stage, all }) => {
      let reached = 0;
      const runs = all ? 4 : 1;
      for (let run = 0; run < runs; run += 1) {
        await stage.kafka.process.kill();
        await pause(1_000);
        await stage.kafka.heal();
        reached = Math.max(reached, await passedBy(stage, 'goals'));
      }
      return { runs, reached };
    },
  },
  {
    name: 'F15',
    what: 'Kafka is gone for 3 min while commands go on',
    // Three times as fast as it came in.
    bound: { what: 'back to caught up', unit: 's', limit: () => 60 },
    load: { width: 2, pauseMs: 300 },
    inject: async ({ stage }) => {
      await stage.kafka.process.kill();
      await pause(180_000);
      await stage.kafka.heal();
      return { runs: 1, reached: await passedBy(stage, 'goals', { withinMs: 180_000 }) };
    },
  },
  {
    name: 'F16',
    what: 'the disk of Kafka takes nothing more, and then there is room again',
    needs: () => (spawnSync('prlimit', ['--version']).status === 0 ? undefined : 'prlimit (util-linux)'),
    bound: { what: 'back to caught up', unit: 's', limit: () => 30 },
    inject: async ({ stage, violated }) => {
      const { process } = stage.kafka;
      const limited = (soft: string): number | null =>
        spawnSync('prlimit', ['--pid', `${process.pid()}`, `--fsize=${soft}:`]).status;
      if (limited('1024') !== 0) violated('the fault could not be made: prlimit was refused');
      // A broker whose only disk fails ends by itself.
      await Promise.race([process.ended(), pause(30_000, undefined, { ref: false })]);
      await pause(5_000);
      if (process.pid() !== undefined) limited('unlimited');
      await stage.kafka.heal();
      return { runs: 1, reached: await passedBy(stage, 'goals') };
    },
  },
  {
    name: 'F46',
    what: 'the line to Kafka is cut, and then silent, for some seconds each',
    bound: { what: 'whole to caught up', unit: 's', limit: () => 30 },
    inject: async ({ stage, all, random }) => {
      let reached = 0;
      const rounds = all ? 4 : 1;
      for (let round = 0; round < rounds; round += 1)
        for (const state of ['cut', 'silent'] as const) {
          stage.kafka.line.become(state);
          await pause(random.between(500, 6_000));
          stage.kafka.line.become('whole');
          reached = Math.max(reached, await passedBy(stage, 'goals'));
        }
      return { runs: 2 * rounds, reached };
    },
  },
];
