import { hash } from 'node:crypto';
import { memoryEventLog, memoryProgress } from '@telemachy/event-log';
import { memoryDisk } from '@telemachy/event-store';
import { memoryDocuments } from '@telemachy/projections';
import { randomFrom } from '../random.ts';
import { clientsOf, requestsFrom } from './clients.ts';
import { partitions, poison, topic } from './meetings.ts';
import { clusterOf } from './nemesis.ts';
import { openStore } from './node.ts';
import type { Durable } from './node.ts';
import { atRest, faultsOf, retryAllParked } from './verdict.ts';
import { virtualTime } from './virtual-time.ts';

/** `safety`: nothing wrong may ever be seen, whatever is done. `liveness`: and once it is left in peace, everything that was asked for comes about. */
export type Mode = 'safety' | 'liveness';

export type Simulated = {
  readonly seed: number;
  readonly mode: Mode;
  /** Empty where all holds. */
  readonly faults: readonly string[];
  readonly deeds: readonly string[];
  readonly commands: number;
  readonly facts: number;
  /** Of all that was stored and all that was done: two runs of one seed have the same. */
  readonly digest: string;
};

const tormentedMs = 20_000;
/** After everything is healed, this long may it take to come to rest, in ms. */
const healingMs = 120_000;

/** One life of a small cluster. The same seed and mode give the same life. */
export const simulate = async (seed: number, mode: Mode): Promise<Simulated> => {
  const random = randomFrom(seed);
  const chance = randomFrom(seed ^ 0x5bd1e995);
  const time = virtualTime(chance.next);
  const durable: Durable = {
    disk: memoryDisk(),
    broker: memoryEventLog({ recordsPerBatch: random.pick([2, 10, 100]) }),
    documents: memoryDocuments(),
    progress: memoryProgress(),
    leases: new Map(),
  };
  const store = openStore(durable.disk, time);
  poison.bites = true;
  const made = durable.broker.ensureTopics([{ topic, partitions }]);
  const cluster = clusterOf(1 + random.below(3), durable, time, random);
  const clients = clientsOf(cluster.nodes, time, random);
  const request = requestsFrom(random, time);

  const asking = async (): Promise<void> => {
    await made;
    while (time.now() < tormentedMs) {
      void clients.send(request(), 1 + random.below(6));
      await time.sleep(random.between(20, 700));
    }
  };
  const verdict = { faults: undefined as readonly string[] | undefined };
  const judge = async (complete: boolean): Promise<void> => {
    if (!complete) await store.sequence();
    verdict.faults = await faultsOf(durable, store, clients.ledger, complete);
  };
  const live = async (): Promise<void> => {
    await time.sleep(tormentedMs);
    if (mode === 'safety') return judge(false);
    await cluster.heal();
    poison.bites = false;
    await clients.settle();
    while (time.now() < tormentedMs + healingMs) {
      await retryAllParked(durable);
      if (clients.busy() === 0 && (await atRest(durable, store))) break;
      await time.sleep(500);
    }
    await judge(true);
  };
  void cluster.torment();
  void asking();
  void live();
  const ended = await time.run(() => verdict.faults !== undefined, tormentedMs + healingMs + 60_000);
  return {
    seed,
    mode,
    faults: ended ? (verdict.faults ?? []) : ['it never came to an end'],
    deeds: cluster.deeds,
    commands: clients.ledger.length,
    facts: await store.lastPosition(),
    digest: hash('sha256', JSON.stringify([cluster.deeds, durable.disk.commits])),
  };
};
