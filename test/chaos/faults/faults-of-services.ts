import { setTimeout as pause } from 'node:timers/promises';
import { serviceNames, type ServiceName } from '@telemachy/infra/testing';
import { passedBy } from './checks/progress.ts';
import type { CrashPointName } from './crash/crash-points.ts';
import type { Fault, Injected, Surroundings } from './fault.ts';
import type { Service } from './stage/service.ts';

/** A dead member's partitions move after this, in s; who has a fixed place finds them again. */
const sessionSeconds = 10;
const membership = ({ client }: { readonly client: string }): number =>
  client === 'platformatic' ? 5 : sessionSeconds + 3;

/** Longer than it takes under load to come to any of the points. */
const crashWithinMs = 90_000;

/** Waits until a service that is armed has died. @throws Error that names the point it did not come to */
const crashed = async (victim: Service, point: CrashPointName): Promise<void> => {
  victim.arm();
  const first = await Promise.race([victim.ended(), pause(crashWithinMs, 'alive', { ref: false })]);
  if (first === 'alive') throw new Error(`${victim.name} did not come to ${point} within ${crashWithinMs / 1000} s`);
};

/** Starts a service that will die at a point once it is armed, or at none. @returns seconds from ready to caught up */
const startedFor = async (
  { stage, random }: Surroundings,
  victim: Service,
  point?: CrashPointName,
): Promise<number> => {
  if (point !== undefined) victim.crashNextAt(point, 1 + random.below(12));
  await victim.start();
  await victim.ready();
  return passedBy(stage, victim.service);
};

/** Has a service die at one point after the other, each time when it has caught up. */
const crashedAtEach = async (
  surroundings: Surroundings,
  service: ServiceName,
  points: readonly CrashPointName[],
): Promise<number> => {
  const victim = surroundings.stage.services[service];
  let reached = 0;
  // In order: nobody has to miss it before it is the victim.
  await victim.stop();
  await startedFor(surroundings, victim, points[0]);
  for (const [nth, point] of points.entries()) {
    await crashed(victim, point);
    const seconds = await startedFor(surroundings, victim, points[nth + 1]);
    surroundings.say(`  ${service} at ${point}: ${seconds.toFixed(1)} s`);
    reached = Math.max(reached, seconds);
  }
  return reached;
};

/** Points of a service, each reached under load. */
type Places = Readonly<Partial<Record<ServiceName, readonly CrashPointName[]>>>;
const atEach = (points: readonly CrashPointName[]): Places =>
  Object.fromEntries(serviceNames.map((service) => [service, points]));

const crashes =
  (places: Places, rounds: number) =>
  async (surroundings: Surroundings): Promise<Injected> => {
    const { all, random } = surroundings;
    const every = Object.entries(places).map(([service, points]) => ({ service: service as ServiceName, points }));
    const one = random.pick(every);
    const asked = all
      ? every.map(({ service, points }) => ({ service, points: Array.from({ length: rounds }, () => points).flat() }))
      : [{ service: one.service, points: [random.pick(one.points)] }];
    let reached = 0;
    for (const { service, points } of asked)
      reached = Math.max(reached, await crashedAtEach(surroundings, service, points));
    return { runs: asked.reduce((sum, { points }) => sum + points.length, 0), reached };
  };

const consumerPoints = ['consumer.beforeCheckpoint', 'consumer.afterProject'] as const;

const caughtUp = { what: 'ready again to caught up', unit: 's' } as const;

export const faultsOfServices: readonly Fault[] = [
  {
    name: 'F1',
    what: 'a service is killed between commit and publish',
    push: true,
    bound: { ...caughtUp, limit: (stage) => membership(stage) },
    inject: crashes(atEach(['append.afterCommit', 'outbox.afterCommit']), 1),
  },
  {
    name: 'F2',
    what: 'a service is killed after Kafka acknowledged, before that is kept',
    bound: { ...caughtUp, limit: (stage) => membership(stage) },
    inject: crashes(atEach(['outbox.afterAck']), 2),
  },
  {
    name: 'F3',
    what: 'a consumer is killed while its work is written, or after that and before Kafka hears of it',
    bound: { ...caughtUp, limit: (stage) => membership(stage) },
    inject: crashes(
      // Processes of scheduling command something only where a mentorship ends.
      { scheduling: consumerPoints, notification: [...consumerPoints, 'process.afterDispatch'] },
      2,
    ),
  },
  {
    name: 'F4',
    what: 'each service is killed at random moments under load',
    bound: { ...caughtUp, limit: (stage) => membership(stage) },
    inject: async ({ stage, random, all }) => {
      let runs = 0;
      let reached = 0;
      for (let round = 0; round < (all ? 4 : 1); round += 1)
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
