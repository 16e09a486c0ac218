import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { serviceNames } from '@telemachy/infra/testing';
import { passedBy } from './checks/progress.ts';
import type { Fault } from './fault.ts';
import type { Stage } from './stage/stage.ts';

const bending = fileURLToPath(new URL('clock/plant.ts', import.meta.url));
const hour = 3_600_000;

type Stored = { readonly facts: readonly { readonly type: string; readonly data: string }[] };

/** Timers that were fired although it is not their time yet, by the real clock. */
const firedEarly = async (stage: Stage): Promise<string[]> => {
  const early: string[] = [];
  for (const service of serviceNames) {
    const commits = stage.databaseOf(service).collection<Stored>('commits');
    for await (const { facts } of commits.find({ 'facts.type': `${service}.timer-fired.v1` }))
      for (const { type, data } of facts) {
        const { dueAt, timerId } = JSON.parse(data) as { dueAt: string; timerId: string };
        if (Date.parse(dueAt) > Date.now()) early.push(`${type} of ${timerId}, which is due at ${dueAt}`);
      }
  }
  return early;
};

export const faultsOfClocks: readonly Fault[] = [
  {
    name: 'F29',
    what: 'the clocks of all services jump 3 days ahead, and then 2 hours behind',
    bound: { what: 'right again to caught up', unit: 's', limit: () => 60 },
    inject: async ({ stage, violated }) => {
      const file = join(stage.dataDir, 'clock-ahead');
      const services = Object.values(stage.services);
      const jump = async (ms: number): Promise<void> => {
        await writeFile(file, `${ms}`);
        for (const service of services) process.kill(service.pid() as number, 'SIGUSR2');
        await pause(8_000);
        for (const early of await firedEarly(stage)) violated(`fired before its time: ${early}`);
      };
      await writeFile(file, '0');
      for (const service of services) {
        await service.kill();
        service.nextStart({ imports: [bending], env: { CHAOS_CLOCK: file } });
        await service.start();
      }
      await Promise.all(services.map((service) => service.ready()));
      await jump(72 * hour);
      await jump(-2 * hour);
      await jump(0);
      const reached = await passedBy(stage, 'scheduling');
      return { runs: 2, reached };
    },
  },
];
