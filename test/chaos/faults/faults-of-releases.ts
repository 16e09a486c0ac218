import { setTimeout as pause } from 'node:timers/promises';
import { parkedCollection } from '@telemachy/projections';
import { serviceNames } from '@telemachy/infra/testing';
import { passedBy } from './checks/progress.ts';
import type { Fault, Surroundings } from './fault.ts';
import { startLedger, type Ledger } from './ledger/ledger.ts';
import { buildRelease, lackOf } from './stage/release.ts';
import type { Service } from './stage/service.ts';

const before = '0.1.0';
/** Of each phase. */
const phaseMs = 15_000;

const each = (services: readonly Service[], work: (service: Service) => Promise<unknown>): Promise<unknown> =>
  Promise.all(services.map(work));

const mustParkNothing = async ({ stage, violated }: Surroundings, when: string): Promise<void> => {
  for (const service of serviceNames) {
    const parked = await stage.databaseOf(service).collection(parkedCollection).countDocuments();
    if (parked > 0) violated(`${service} has set ${parked} streams aside ${when}`);
  }
};

export const faultsOfReleases: readonly Fault[] = [
  {
    name: 'F54',
    what: `${before} runs beside this release, both under load; then alone; then beside it again`,
    needs: () => lackOf(before),
    load: { width: 0 },
    inject: async (given) => {
      const { stage, random, say, violated } = given;
      const release = await buildRelease(before, stage.dataDir);
      say(`  ${before} is built`);
      const old = await Promise.all(serviceNames.map((service) => stage.another(service, 1, release)));
      const ours = Object.values(stage.services);
      const toOld = { ...stage.addresses, ...Object.fromEntries(old.map(({ service, url }) => [service, url])) };
      const load = (name: string, addresses = stage.addresses) =>
        startLedger(stage, { seed: 1 + random.below(1_000_000), load: name, width: 4, addresses });
      const ledgers: Ledger[] = [];
      try {
        await each(old, (service) => service.start());
        await each(old, (service) => service.ready());
        ledgers.push(await load('this release'), await load(before, toOld));
        await pause(phaseMs);
        await mustParkNothing(given, 'while both run');
        await each(ours, (service) => service.stop());
        say(`  ${before} is alone`);
        await pause(phaseMs);
        for (const service of serviceNames) await passedBy(stage, service);
        await mustParkNothing(given, `while ${before} is alone`);
        await each(ours, (service) => service.start());
        await each(ours, (service) => service.ready());
        await pause(phaseMs);
        await Promise.all(ledgers.map((ledger) => ledger.settle()));
        await mustParkNothing(given, 'after all');
        for (const { name, unasked } of old)
          if (unasked.length > 0) violated(`${name} ended by itself with exit code ${unasked.join(', ')}`);
      } finally {
        for (const ledger of ledgers) ledger.kill();
        await each(old, (service) => service.stop());
      }
      return { runs: 3 };
    },
  },
];
