import { setTimeout as pause } from 'node:timers/promises';
import { serviceNames, type ServiceName } from '@telemachy/infra/testing';
import { passedBy } from './checks/progress.ts';
import type { CrashPointName } from './crash/crash-points.ts';
import type { Fault, Injected, Surroundings } from './fault.ts';

/** A dead member's partitions move after this, in s; who has a fixed place finds them again. */
const sessionSeconds = 10;
const membership = ({ client }: { readonly client: string }): number =>
  client === 'platformatic' ? 5 : sessionSeconds + 3;

/** Has a service start so that it dies at a point, waits until it does, and starts it again. @returns seconds from ready to caught up */
const crashedAt = async (
  { stage, random }: Surroundings,
  service: ServiceName,
  point: CrashPointName,
): Promise<number> => {
  const victim = stage.services[service];
  await victim.kill();
  victim.crashNextAt(point, 1 + random.below(12));
  await victim.start();
  await victim.ended();
  await victim.start();
  await victim.ready();
  return passedBy(stage, service);
};

const crashes =
  (points: readonly CrashPointName[], services: readonly ServiceName[], rounds: number) =>
  async (surroundings: Surroundings): Promise<Injected> => {
    let reached = 0;
    let runs = 0;
    const { all, random } = surroundings;
    const asked = all ? services : [random.pick(services)];
    const where = all ? points : [random.pick(points)];
    for (let round = 0; round < (all ? rounds : 1); round += 1)
      for (const service of asked)
        for (const point of where) {
          reached = Math.max(reached, await crashedAt(surroundings, service, point));
          runs += 1;
        }
    return { runs, reached };
  };

const caughtUp = { what: 'ready again to caught up', unit: 's' } as const;

export const faultsOfServices: readonly Fault[] = [
  {
    name: 'F1',
    what: 'a service is killed between commit and publish',
    push: true,
    bound: { ...caughtUp, limit: (stage) => membership(stage) },
    inject: crashes(['append.afterCommit', 'outbox.afterCommit'], serviceNames, 1),
  },
  {
    name: 'F2',
    what: 'a service is killed after Kafka acknowledged, before that is kept',
    bound: { ...caughtUp, limit: (stage) => membership(stage) },
    inject: crashes(['outbox.afterAck'], serviceNames, 2),
  },
  {
    name: 'F3',
    what: 'a consumer is killed while its work is written, or after that and before Kafka hears of it',
    bound: { ...caughtUp, limit: (stage) => membership(stage) },
    inject: crashes(
      ['consumer.beforeCheckpoint', 'consumer.afterProject', 'process.afterDispatch'],
      ['scheduling', 'notification'],
      3,
    ),
  },
  {
    name: 'F4',
    what: 'each service is killed at random moments under load',
    bound: { ...caughtUp, limit: (stage) => membership(stage) },
    inject: async ({ stage, random, all }) => {
      let runs = 0;
      let reached = 0;
      for (let round = 0; round < (all ? 12 : 1); round += 1)
        for (const service of serviceNames) {
          await pause(random.between(50, 1_500));
          await stage.services[service].kill();
          await stage.services[service].start();
          await stage.services[service].ready();
          runs += 1;
          if (all || service === 'notification') reached = Math.max(reached, await passedBy(stage, service));
        }
      return { runs, reached };
    },
  },
  {
    name: 'F5',
    what: 'each service stands still for 30 s and goes on',
    bound: { what: 'going on to caught up', unit: 's', limit: () => 15 },
    inject: async ({ stage }) => {
      const all = Object.values(stage.services);
      let reached = 0;
      for (const service of all) {
        service.freeze();
        await pause(30_000);
        service.thaw();
        reached = Math.max(reached, await passedBy(stage, service.service));
      }
      return { runs: all.length, reached };
    },
  },
];
