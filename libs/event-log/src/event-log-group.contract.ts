import { describe, expect, it } from '@jest/globals';
import { eventually } from '@telemachy/testing';
import { eachWithLog, fromStart, partitions, record } from './event-log.fixture.ts';
import type { EventLogHarness } from './event-log.fixture.ts';

/** What every adapter of the port keeps to, when members come and go and brokers are away. */
export const eventLogGroupContract = (harness: EventLogHarness): void => {
  const { here, hear } = eachWithLog(harness);

  describe('two members of a group', () => {
    const everywhere = (text: string) => Array.from({ length: partitions }, (_, partition) => record(partition, text));

    it('share the partitions; those of a killed one move to the other', async () => {
      const other = await here.open();
      const [one, two] = [await hear(here.log), await hear(other.log)];
      let round = 0;
      // Each round goes to all partitions; the two have shared once a round was heard by both and only once.
      await eventually(async () => {
        round += 1;
        const text = `round ${round}`;
        await here.log.produce(here.topic, everywhere(text));
        const heardBy = ({ heard }: typeof one) => heard.filter((some) => some.includes(text)).length;
        await eventually(() => expect(heardBy(one) + heardBy(two)).toBe(partitions), 2_000);
        expect(heardBy(one)).toBe(partitions / 2);
      }, 20_000);
      await other.kill();
      const before = one.heard.map((some) => some.length);
      await here.log.produce(here.topic, everywhere('after the kill'));
      await eventually(
        () =>
          expect(one.heard.map((some) => some.at(-1))).toEqual(
            everywhere('after the kill').map(() => 'after the kill'),
          ),
        harness.missedAfterMs + 5_000,
      );
      expect(one.heard.every((some, partition) => some.length > (before[partition] ?? 0))).toBe(true);
    });
  });

  describe('a client whose broker was away', () => {
    it('goes on by itself, where it was', async () => {
      const { log, cut } = await here.open();
      const { heard } = await hear(log);
      await log.produce(here.topic, [record(0, 'before')]);
      await eventually(() => expect(heard[0]).toEqual(['before']), 15_000);
      cut(true);
      await expect(log.produce(here.topic, [record(0, 'lost')])).rejects.toThrow();
      await expect(log.ping(300)).rejects.toThrow();
      cut(false);
      await eventually(() => log.produce(here.topic, [record(0, 'after')]), 20_000);
      await eventually(() => expect(heard[0]?.at(-1)).toBe('after'), 30_000);
    });
  });

  describe('a broker that is away at start', () => {
    it('is named by a subscription, which goes on by itself when it is there', async () => {
      const { log, cut } = await here.open();
      cut(true);
      const { heard, subscription } = await hear(log);
      await eventually(() => expect(subscription.problem()).toMatch(/no broker.* answer/), 20_000);
      cut(false);
      await here.log.produce(here.topic, [record(0, 'at last')]);
      await eventually(() => expect(heard[0]).toEqual(['at last']), 30_000);
      await eventually(() => expect([subscription.status(), subscription.problem()]).toEqual(['running', undefined]));
    });
  });

  describe('a broker that does not answer', () => {
    it('fails a ping in time', async () => {
      const lost = harness.unreachable();
      const begun = performance.now();
      await expect(lost.ping(500)).rejects.toThrow(/broker/i);
      expect(performance.now() - begun).toBeLessThan(1_500);
      await lost.close();
    });
    it('fails a send, and lets a subscription wait', async () => {
      const lost = harness.unreachable();
      await expect(lost.produce(here.topic, [record(0, 'lost')])).rejects.toThrow();
      const subscription = await lost.consume({
        group: here.group,
        topics: [here.topic],
        assigned: fromStart,
        batch: async () => {},
      });
      expect(['starting', 'crashed']).toContain(subscription.status());
      await subscription.stop();
      await lost.close();
    });
    it('answers a ping where there is one', async () => {
      await here.log.ping(5_000);
    });
  });
};
