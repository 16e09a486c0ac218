import { describe, expect, it } from '@jest/globals';
import { eventually } from '@telemachy/testing';
import { eachWithLog, fromStart, partitions, record, said } from './event-log.fixture.ts';
import type { EventLogHarness } from './event-log.fixture.ts';
import { TopicMissing } from './port.ts';
import type { ReceivedRecord } from './port.ts';

/** What every adapter of the port keeps to, as one member alone sees it. */
export const eventLogContract = (harness: EventLogHarness): void => {
  const { here, hear } = eachWithLog(harness);

  describe('topics', () => {
    it('are made once, however often that is asked', async () => {
      await Promise.all([
        here.log.ensureTopics([{ topic: here.topic, partitions }]),
        here.log.ensureTopics([{ topic: here.topic, partitions: partitions + 1 }]),
      ]);
      expect(await here.log.partitionsOf(here.topic)).toBe(partitions);
    });
    it('are made while others ask for the ends of topics that are not there yet', async () => {
      const [made, ...asked] = ['made', 'asked-1', 'asked-2', 'asked-3'].map((name) => `${here.topic}-${name}`);
      const done = new AbortController();
      const ask = async (topic: string): Promise<void> => {
        while (!done.signal.aborted)
          await here.log.endOffsets(topic).catch(() => new Promise((resolve) => setTimeout(resolve, 1)));
      };
      const asking = Promise.all(asked.map(ask));
      const topics = Array.from({ length: 5 }, (_, nth) => ({ topic: `${made}-${nth}`, partitions: 1 }));
      try {
        for (const topic of topics) await here.log.ensureTopics([topic]);
      } finally {
        done.abort();
        await asking;
      }
      for (const { topic } of topics) expect(await here.log.partitionsOf(topic)).toBe(1);
    });
    it('tell where they end', async () => {
      await here.log.produce(here.topic, [record(1, 'a'), record(1, 'b'), record(3, 'c')]);
      expect(await here.log.endOffsets(here.topic)).toEqual([0n, 2n, 0n, 1n]);
    });
    it('tell the last record of each partition', async () => {
      await here.log.produce(here.topic, [record(1, 'a'), record(3, 'c')]);
      await here.log.produce(here.topic, [record(1, 'b')]);
      const last = await here.log.lastRecords(here.topic);
      expect(last.map((one) => (one === undefined ? undefined : [said(one), one.offset, one.header('ce_id')]))).toEqual(
        [undefined, ['b', 1n, 'b'], undefined, ['c', 0n, 'c']],
      );
    });
    it('that are missing are named', async () => {
      await expect(here.log.lastRecords(`${here.topic}-none`)).rejects.toThrow(TopicMissing);
      await expect(here.log.partitionsOf(`${here.topic}-none`)).rejects.toThrow(TopicMissing);
      await expect(here.log.endOffsets(`${here.topic}-none`)).rejects.toThrow(TopicMissing);
    });
  });

  describe('a record', () => {
    it('is refused where its partition does not exist', async () => {
      const beyond = [record(1, 'a'), record(partitions, 'beyond')];
      await expect(here.log.produce(here.topic, beyond)).rejects.toThrow(
        `${here.topic} has no partition ${partitions}`,
      );
    });
    it('is refused where its topic does not exist, and accepted once it does', async () => {
      const late = `${here.topic}-late`;
      await expect(here.log.produce(late, [record(0, 'a')])).rejects.toThrow(TopicMissing);
      await here.log.ensureTopics([{ topic: late, partitions }]);
      await eventually(() => here.log.produce(late, [record(0, 'a')]), 15_000);
      expect(await here.log.endOffsets(late)).toEqual([1n, 0n, 0n, 0n]);
    });
    it('arrives with its key, headers and value, at its partition and offset', async () => {
      const records: ReceivedRecord[] = [];
      await here.log.produce(here.topic, [record(2, 'first'), record(2, 'zweites ✓')]);
      await here.log.consume({
        group: here.group,
        topics: [here.topic],
        assigned: fromStart,
        batch: async (_, some) => void records.push(...some),
      });
      await eventually(() => expect(records).toHaveLength(2), 15_000);
      const [, second] = records;
      expect(second).toMatchObject({ topic: here.topic, partition: 2, offset: 1n, key: 't|2' });
      expect(second?.header('ce_id')).toBe('zweites ✓');
      expect(second?.header('ce_none')).toBeUndefined();
      expect(second === undefined ? '' : said(second)).toBe('zweites ✓');
    });
  });

  describe('reading', () => {
    it('keeps the order of each partition', async () => {
      const { heard } = await hear(here.log);
      const texts = Array.from({ length: 200 }, (_, n) => String(n));
      for (let at = 0; at < texts.length; at += 50)
        await here.log.produce(
          here.topic,
          texts.slice(at, at + 50).map((text) => record(Number(text) % partitions, text)),
        );
      await eventually(() => expect(heard.flat()).toHaveLength(200), 15_000);
      for (const [partition, some] of heard.entries())
        expect(some).toEqual(texts.filter((text) => Number(text) % partitions === partition));
    });

    it('starts at the offset that our checkpoint answers', async () => {
      await here.log.produce(
        here.topic,
        ['a', 'b', 'c'].map((text) => record(0, text)),
      );
      const { heard } = await hear(here.log, {
        assigned: (asked) => Promise.resolve(asked.map(({ partition }) => (partition === 0 ? 2n : undefined))),
      });
      await eventually(() => expect(heard[0]).toEqual(['c']), 15_000);
      await here.log.produce(here.topic, [record(0, 'd')]);
      await eventually(() => expect(heard[0]).toEqual(['c', 'd']));
    });

    it('starts at the earliest where the topic does not hold the offset of our checkpoint', async () => {
      await here.log.produce(here.topic, [record(0, 'a')]);
      const { heard } = await hear(here.log, {
        assigned: (asked) => Promise.resolve(asked.map(({ partition }) => (partition === 0 ? 9n : undefined))),
      });
      await eventually(() => expect(heard[0]).toEqual(['a']), 15_000);
      await here.log.produce(here.topic, [record(0, 'b')]);
      await eventually(() => expect(heard[0]).toEqual(['a', 'b']), 15_000);
    });

    it('starts once the topic exists', async () => {
      const late = `${here.topic}-late`;
      const heard: string[] = [];
      await here.log.consume({
        group: `${here.group}-late`,
        topics: [late],
        assigned: fromStart,
        batch: async (_, records) => void heard.push(...records.map(said)),
      });
      await here.log.ensureTopics([{ topic: late, partitions: 1 }]);
      await here.log.produce(late, [record(0, 'at last')]);
      await eventually(() => expect(heard).toEqual(['at last']), 20_000);
    });

    it('delivers a refused batch again from the checkpoint, while other partitions go on', async () => {
      let checkpoint = 0n;
      let refusals = 0;
      const heard: string[][] = [[], []];
      await here.log.consume({
        group: here.group,
        topics: [here.topic],
        assigned: (asked) => Promise.resolve(asked.map(({ partition }) => (partition === 0 ? checkpoint : undefined))),
        batch: async ({ partition }, records) => {
          if (partition === 1) return void heard[1]?.push(...records.map(said));
          for (const one of records) {
            if (said(one) === 'poison' && refusals < 3) {
              refusals += 1;
              throw new Error('not yet');
            }
            heard[0]?.push(said(one));
            checkpoint = one.offset + 1n;
          }
        },
      });
      await here.log.produce(here.topic, [record(0, 'a'), record(0, 'poison'), record(0, 'b')]);
      await eventually(() => expect(refusals).toBeGreaterThan(0), 15_000);
      await here.log.produce(here.topic, [record(1, 'other')]);
      await eventually(() => expect(heard[1]).toEqual(['other']));
      await eventually(() => expect(heard[0]).toEqual(['a', 'poison', 'b']), 15_000);
      expect(refusals).toBe(3);
    });

    it('hears what comes to other partitions while a batch takes its time, and never two batches of one at once', async () => {
      const { promise: done, resolve: end } = Promise.withResolvers<void>();
      const heard: string[][] = [[], []];
      let atOnce = 0;
      let most = 0;
      await here.log.consume({
        group: here.group,
        topics: [here.topic],
        assigned: fromStart,
        batch: async ({ partition }, records) => {
          if (partition === 0) {
            atOnce += 1;
            most = Math.max(most, atOnce);
            await done;
            atOnce -= 1;
          }
          heard[partition]?.push(...records.map(said));
        },
      });
      await here.log.produce(here.topic, [record(0, 'long')]);
      await eventually(() => expect(atOnce).toBe(1), 15_000);
      await here.log.produce(here.topic, [record(1, 'meanwhile')]);
      await eventually(() => expect(heard[1]).toEqual(['meanwhile']));
      await here.log.produce(here.topic, [record(0, 'next')]);
      end();
      await eventually(() => expect(heard[0]).toEqual(['long', 'next']), 15_000);
      expect(most).toBe(1);
    });

    it('asks for the checkpoints again while they cannot be read', async () => {
      let failures = 2;
      const { heard } = await hear(here.log, {
        assigned: (asked) => {
          failures -= 1;
          return failures >= 0 ? Promise.reject(new Error('no database')) : fromStart(asked);
        },
      });
      await here.log.produce(here.topic, [record(0, 'a')]);
      await eventually(() => expect(heard[0]).toEqual(['a']), 15_000);
    });

    it('ends with stop: nothing is delivered after it', async () => {
      const { heard, subscription } = await hear(here.log);
      await here.log.produce(here.topic, [record(0, 'before')]);
      await eventually(() => expect(heard[0]).toEqual(['before']), 15_000);
      await subscription.stop();
      expect(subscription.status()).toBe('stopped');
      const other = await hear(here.log);
      await here.log.produce(here.topic, [record(0, 'after')]);
      await eventually(() => expect(other.heard[0]).toEqual(['before', 'after']), 15_000);
      expect(heard[0]).toEqual(['before']);
    });
  });
};
