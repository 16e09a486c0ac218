import { setTimeout as pause } from 'node:timers/promises';
import { readSequencerLease } from '@telemachy/event-store';
import { until } from '@telemachy/infra/testing';
import { watchStalls } from './checks/stalls.ts';
import type { Fault } from './fault.ts';
import type { Service } from './stage/service.ts';
import type { Stage } from './stage/stage.ts';

/** A lease runs out after 2 s, and who waits for it looks twice a second. */
const takeoverSeconds = 4;
const still = { what: 'longest that a partition stood still', unit: 's' } as const;
/** In which a member that is gone is missed, and three more; where it has a fixed place nobody else notices. */
const stillFor = ({ client }: Stage, fixed: number): number => (client === 'platformatic' ? fixed : 13);

const leaderOf = async (stage: Stage, members: readonly Service[]): Promise<Service | undefined> => {
  const lease = await readSequencerLease(stage.databaseOf('scheduling'));
  if (lease?.held !== true) return undefined;
  return members.find((member) => member.pid() === Number(lease.owner.split('/')[1]));
};

export const faultsOfGroups: readonly Fault[] = [
  {
    name: 'F17',
    what: 'three processes of a service are restarted one after the other',
    bound: { ...still, limit: (stage) => stillFor(stage, 3) },
    inject: async ({ stage, all }) => {
      const others = await Promise.all([1, 2].map((place) => stage.another('notification', place)));
      const members = [stage.services.notification, ...others];
      try {
        await Promise.all(others.map((member) => member.start()));
        await Promise.all(others.map((member) => member.ready()));
        await pause(15_000);
        const ended = watchStalls(stage, 'notification');
        for (let round = 0; round < (all ? 2 : 1); round += 1)
          for (const member of members) {
            await member.stop();
            await member.start();
            await member.ready();
            await pause(2_000);
          }
        return { runs: members.length * (all ? 2 : 1), reached: await ended() };
      } finally {
        await Promise.all(others.map((member) => member.stop()));
      }
    },
  },
  {
    name: 'F18',
    what: 'a process of a service comes and goes every few seconds',
    bound: {
      what: 'longest that a partition stood still, with a fixed place beyond the time that its process was away',
      unit: 's',
      limit: (stage) => stillFor(stage, 5),
    },
    inject: async ({ stage, random }) => {
      const guest = await stage.another('notification', 1);
      const ended = watchStalls(stage, 'notification');
      const end = performance.now() + 120_000;
      let runs = 0;
      let senderDied = false;
      let killedAt: number | undefined;
      let awaySeconds = 0;
      try {
        while (performance.now() < end) {
          await guest.start();
          await guest.ready();
          if (killedAt !== undefined) awaySeconds = Math.max(awaySeconds, (performance.now() - killedAt) / 1000);
          await pause(2_000);
          const dies = random.chance(0.5);
          senderDied ||= dies;
          killedAt = dies ? performance.now() : undefined;
          await (dies ? guest.kill() : guest.stop());
          await pause(2_000);
          runs += 1;
        }
        const longest = await ended();
        const reached = stage.client === 'platformatic' ? Math.max(0, longest - awaySeconds) : longest;
        return { runs, reached, senderDied };
      } finally {
        await guest.kill();
      }
    },
  },
  {
    name: 'F33',
    what: 'of two processes of a service, the one that leads stands still beyond its leases and goes on',
    bound: { what: 'standing still to the other one leading', unit: 's', limit: () => takeoverSeconds },
    inject: async ({ stage, all, violated }) => {
      const heir = await stage.another('scheduling', 1);
      const members = [stage.services.scheduling, heir];
      const runs = all ? 6 : 2;
      let reached = 0;
      try {
        await heir.start();
        await heir.ready();
        for (let run = 0; run < runs; run += 1) {
          const leads = async (): Promise<Service | undefined> => leaderOf(stage, members);
          const leader = await until('a leader', leads, { withinMs: 30_000 });
          const from = performance.now();
          leader.freeze();
          const other = async (): Promise<true | undefined> => {
            const found = await leaderOf(stage, members);
            return found !== undefined && found !== leader ? true : undefined;
          };
          await until('another leader', other, { withinMs: 30_000 });
          reached = Math.max(reached, (performance.now() - from) / 1000);
          await pause(2_000);
          leader.thaw();
          await pause(2_000);
          if (leader.pid() === undefined) violated(`${leader.name} ended when it went on`);
        }
        return { runs, reached };
      } finally {
        heir.thaw();
        await heir.stop();
      }
    },
  },
];
