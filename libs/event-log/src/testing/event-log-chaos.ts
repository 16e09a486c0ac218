import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@telemachy/testing';
import { eachWithLog, partitions } from '../event-log.fixture.ts';
import type { EventLogHarness } from '../event-log.fixture.ts';
import type { EventLog, Subscription, TopicPartition } from '../port.ts';
import { ledgerOf } from './ledger.ts';
import type { LedgerMember } from './ledger.ts';
import { numberedSender } from './numbered.ts';
import { chanceFrom } from './chance.ts';

export type ChaosHarness = Pick<EventLogHarness, 'open' | 'suffix' | 'missedAfterMs'> & {
  /** Kills the broker; resolves when it is back, with what it had acknowledged. */
  readonly restartBroker: () => Promise<void>;
  /** Seed of the random faults. */
  readonly seed: number;
};

type Work = (partition: TopicPartition, signal: AbortSignal) => Promise<void>;

const patience = 60_000;
const longest = 170_000;
const everyPartition = <Value>(value: Value): Value[] => Array.from({ length: partitions }, () => value);

/**
 * What every adapter of the port keeps to, whatever fails: nothing acknowledged is lost, each partition keeps its order, and who keeps his checkpoint with his
 * work does everything once. Runs for minutes and injects faults: give it a broker of its own.
 */
export const eventLogChaos = (harness: ChaosHarness): void => {
  const { here } = eachWithLog(harness);
  let ledger: ReturnType<typeof ledgerOf>;
  beforeEach(() => {
    ledger = ledgerOf(partitions);
  });

  const join = (client: EventLog, work?: Work, member: LedgerMember = ledger.member()): Promise<Subscription> =>
    client.consume({
      group: here.group,
      topics: [here.topic],
      assigned: member.assigned,
      batch: async (partition, records, signal) => {
        await work?.(partition, signal);
        member.apply(partition, records);
      },
    });

  const settled = async (sent: number): Promise<void> => {
    await eventually(() => expect(ledger.done()).toEqual(everyPartition(sent)), patience);
    expect(ledger.losses).toEqual([]);
    const { log } = await here.open();
    const fresh = ledgerOf(partitions);
    const member = fresh.member();
    await log.consume({
      group: `${here.group}-again`,
      topics: [here.topic],
      assigned: member.assigned,
      batch: async (partition, records) => member.apply(partition, records),
    });
    // What a reader meets first of each number is in order; what follows of it are repeats.
    await eventually(() => expect(fresh.done()).toEqual(everyPartition(sent)), patience);
    expect(fresh.losses).toEqual([]);
  };

  describe('under faults', () => {
    it(
      'a broker is killed and comes back',
      async () => {
        const sender = numberedSender(here.log, here.topic, partitions);
        await join(here.log);
        await join((await here.open()).log);
        await sender.during(() => harness.restartBroker());
        await settled(sender.sent());
      },
      longest,
    );

    it(
      'connections are cut for a moment while records are on their way',
      async () => {
        const { log, cut } = await here.open();
        const sender = numberedSender(log, here.topic, partitions);
        await join(here.log);
        const chance = chanceFrom(harness.seed);
        for (let round = 0; round < 25; round += 1) {
          const sending = sender.send(50, 2_000);
          await pause(chance(15));
          cut(true);
          cut(false);
          await sending;
        }
        await settled(sender.sent());
        // What the client sends again by itself is kept once; twice is only what it gave back to us.
        const twice = (await here.log.endOffsets(here.topic)).map((end) => Number(end) - sender.sent());
        expect(Math.max(...twice)).toBeLessThanOrEqual(50 * sender.rejected());
      },
      longest,
    );

    it(
      'the network is away until the client gives up a send',
      async () => {
        const { log, cut } = await here.open();
        const sender = numberedSender(log, here.topic, partitions);
        await join(here.log);
        for (let round = 1; round <= 3; round += 1) {
          cut(true);
          const sending = sender.send(50, 5_000);
          await eventually(() => expect(sender.rejected()).toBeGreaterThanOrEqual(round), patience);
          cut(false);
          await sending;
        }
        await settled(sender.sent());
      },
      longest,
    );

    it(
      'a member is killed in the middle of a batch',
      async () => {
        const sender = numberedSender(here.log, here.topic, partitions);
        const { promise: held, resolve: release } = Promise.withResolvers<void>();
        const victim = await here.open();
        let inHand = 0;
        await join(victim.log, () => {
          inHand += 1;
          return held;
        });
        await sender.send(10);
        await eventually(() => expect(inHand).toBeGreaterThan(0), patience);
        await join(here.log);
        await victim.kill();
        await eventually(() => expect(ledger.done()).toEqual(everyPartition(10)), harness.missedAfterMs + patience);
        // The dead rises: what it had in hand was done meanwhile.
        release();
        await eventually(() => expect(ledger.refused()).toBeGreaterThan(0), patience);
        await sender.send(10);
        await settled(20);
      },
      longest,
    );

    it(
      'members come and go while batches run',
      async () => {
        const sender = numberedSender(here.log, here.topic, partitions);
        const slowly: Work = (_, signal) => pause(200, undefined, { signal }).catch(() => undefined);
        const first = await join(here.log, slowly);
        await sender.during(async () => {
          const second = await join((await here.open()).log, slowly);
          await eventually(() => expect(second.status()).toBe('running'), patience);
          const third = await here.open();
          await eventually(async () => expect((await join(third.log, slowly)).status()).not.toBe('stopped'), patience);
          await first.stop();
          await third.kill();
          await pause(500);
        });
        await settled(sender.sent());
      },
      longest,
    );

    it(
      'one partition fails every time, and the others do not notice',
      async () => {
        const sender = numberedSender(here.log, here.topic, partitions);
        let failures = 0;
        let poisoned = true;
        await join(here.log, async ({ partition }) => {
          if (partition !== 0 || !poisoned) return;
          failures += 1;
          throw new Error('poison');
        });
        for (let round = 1; round <= 5; round += 1) {
          await sender.send(20);
          await eventually(() => expect(ledger.done().slice(1)).toEqual([0, 0, 0].map(() => round * 20)), patience);
        }
        await eventually(() => expect(failures).toBeGreaterThan(2), patience);
        expect(ledger.done()[0]).toBe(0);
        poisoned = false;
        await settled(100);
      },
      longest,
    );

    it(
      'a batch takes longer than the session',
      async () => {
        const sender = numberedSender(here.log, here.topic, partitions);
        const lost: TopicPartition[] = [];
        await join(here.log, async (partition, signal) => {
          await pause(harness.missedAfterMs + 2_000);
          if (signal.aborted) lost.push(partition);
        });
        await sender.send(10);
        await eventually(() => expect(ledger.done()).toEqual(everyPartition(10)), patience);
        expect([lost, ledger.refused()]).toEqual([[], 0]);
      },
      longest,
    );

    it(
      `faults come at random (seed ${harness.seed})`,
      async () => {
        const chance = chanceFrom(harness.seed);
        const sender = numberedSender(here.log, here.topic, partitions);
        const members: (Awaited<ReturnType<typeof here.open>> & { readonly subscription: Subscription })[] = [];
        const quickly: Work = () => pause(chance(30));
        const enter = async (): Promise<void> => {
          const client = await here.open();
          members.push({ ...client, subscription: await join(client.log, quickly) });
        };
        const any = () => members[chance(members.length)];
        const faults = {
          enter,
          leave: async () => members.splice(chance(members.length), 1)[0]?.subscription.stop(),
          kill: async () => members.splice(chance(members.length), 1)[0]?.kill(),
          cut: async () => {
            const member = any();
            member?.cut(true);
            await pause(chance(500));
            member?.cut(false);
          },
          wait: () => pause(chance(500)),
        };
        const order = Object.values(faults);
        await enter();
        await sender.during(async () => {
          for (let step = 0; step < 20; step += 1) await order[chance(order.length)]?.();
          await harness.restartBroker();
          for (let step = 0; step < 20; step += 1) await order[chance(order.length)]?.();
          await enter();
        });
        await settled(sender.sent());
      },
      longest,
    );
  });
};
