import type { Random } from '../random.ts';
import { machine } from './machine.ts';
import type { Weather } from './machine.ts';
import { topic } from './meetings.ts';
import { startNode } from './node.ts';
import type { Durable, Node } from './node.ts';
import type { VirtualTime } from './virtual-time.ts';

export type Cluster = {
  readonly nodes: () => readonly Node[];
  /** What was done to it, for people to read. */
  readonly deeds: readonly string[];
  /** Does the worst it can, now and then, until told to stop. */
  readonly torment: () => Promise<void>;
  /** Everything runs again and is left in peace from now on. */
  readonly heal: () => Promise<void>;
};

/** After this long without a word the broker gives a member's partitions to others, in ms. */
const sessionMs = 6000;

/** A few processes of one service, and somebody who means them ill. */
export const clusterOf = (size: number, durable: Durable, time: VirtualTime, random: Random): Cluster => {
  const weather: Weather = { failing: random.pick([0, 0.01, 0.05]), slow: random.pick([0, 0.01, 0.03]) };
  const nodes: Node[] = [];
  const deeds: string[] = [];
  let started = 0;
  const peace = new AbortController();
  const told = (deed: string): void => void deeds.push(`${(time.now() / 1000).toFixed(2)} s ${deed}`);

  const start = (place: number): void => {
    started += 1;
    nodes[place] = startNode(machine(`p${started}`, time, random, weather), durable, time);
  };
  for (let place = 0; place < size; place += 1) start(place);

  const killSoon = ({ machine: victim, gone }: Node, most = random.pick([5, 50, 400])): void => {
    const awaits = 1 + random.below(most);
    victim.dieAt(awaits, () => {
      told(`${victim.name} died at its ${awaits}th await`);
      void time.sleep(random.between(0, sessionMs)).then(gone);
    });
  };
  const kill = (node: Node): void => {
    killSoon(node);
    node.machine.die();
  };
  const freeze = async (node: Node): Promise<void> => {
    const { machine: victim, gone } = node;
    const ms = random.between(200, 9000);
    told(`${victim.name} frozen for ${ms.toFixed(0)} ms`);
    victim.freeze();
    await time.sleep(Math.min(ms, sessionMs));
    if (ms > sessionMs) await gone();
    await time.sleep(ms - Math.min(ms, sessionMs) + 1);
    victim.thaw();
    // Its membership is over, and our twin of a broker takes nobody back: it goes on as a zombie for a while.
    if (ms > sessionMs) killSoon(node, 60);
  };
  const copies = async (): Promise<void> => {
    const records = durable.broker.records(topic).flat();
    const at = random.below(Math.max(1, records.length));
    const some = records.slice(at, at + 1 + random.below(8));
    if (some.length === 0) return;
    told(`${some.length} records delivered once more`);
    const copied = some.map(({ partition, key, value, header }) => ({
      partition,
      key,
      value,
      headers: headersFrom(header),
    }));
    await durable.broker
      .client()
      .produce(topic, copied)
      .catch(() => undefined);
  };
  const outage = async (): Promise<void> => {
    const ms = random.between(100, 4000);
    told(`no broker for ${ms.toFixed(0)} ms`);
    durable.broker.down(true);
    await time.sleep(ms);
    durable.broker.down(false);
  };
  const turnClock = (): void => {
    const ms = random.pick([-7_200_000, 259_200_000, -60_000, 5000]);
    told(`the clocks of the processes turned by ${ms} ms`);
    time.turnWall(ms);
  };

  const deed = (): void => {
    const place = random.below(size);
    const node = nodes[place] as Node;
    if (node.machine.state === 'dead') {
      told(`a new process takes the place of ${node.machine.name}`);
      return start(place);
    }
    const dice = random.next();
    if (dice < 0.35) killSoon(node);
    else if (dice < 0.5) void freeze(node);
    else if (dice < 0.65) void copies();
    else if (dice < 0.75) void outage();
    else if (dice < 0.8) turnClock();
  };

  return {
    nodes: () => nodes,
    deeds,
    async torment() {
      while (!peace.signal.aborted) {
        await time.sleep(random.between(50, 1500));
        if (!peace.signal.aborted) deed();
      }
    },
    async heal() {
      peace.abort();
      Object.assign(weather, { failing: 0, slow: 0 });
      durable.broker.down(false);
      told('everything is healed');
      for (const node of nodes) if (node.machine.state !== 'dead') kill(node);
      for (const place of nodes.keys()) start(place);
      // Members that died are known to be dead by now.
      await time.sleep(sessionMs);
    },
  };
};

const names = [
  'ce_specversion',
  'ce_id',
  'ce_source',
  'ce_type',
  'ce_time',
  'ce_subject',
  'ce_partitionkey',
  'ce_correlationid',
  'ce_sequence',
  'ce_recordedtime',
  'ce_tenantid',
  'ce_streamversion',
  'ce_partitionseq',
  'ce_commitid',
  'ce_actorid',
  'ce_causationid',
  'content-type',
];
const headersFrom = (header: (name: string) => string | undefined): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = header(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
