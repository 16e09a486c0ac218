import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.fixture.ts';
import { TopicMissing } from './port.ts';
import type { ConsumeOptions, EventLog, LogRecord, ReceivedRecord } from './port.ts';

export type EventLogHarness = {
  /** A client of the broker that all clients of one test share. */
  readonly open: () => Promise<{ readonly log: EventLog; readonly kill: () => Promise<void> }>;
  /** A client whose broker does not exist. */
  readonly unreachable: () => EventLog;
  /** Part of every name, so that tests do not meet. */
  readonly suffix: string;
  /** A member that is gone without a word is missed after this long, in ms. */
  readonly missedAfterMs: number;
};

const partitions = 4;
const record = (partition: number, text: string): LogRecord => ({
  partition,
  key: `t|${partition}`,
  value: JSON.stringify(text),
  headers: { ce_type: 'x.said.v1', ce_id: text },
});
const said = ({ value }: ReceivedRecord): string => JSON.parse(value.toString()) as string;
const fromStart: ConsumeOptions['assigned'] = (asked) => Promise.resolve(asked.map(() => undefined));

/** What every adapter of the port keeps to. */
export const eventLogContract = (harness: EventLogHarness): void => {
  let opened: Awaited<ReturnType<EventLogHarness['open']>>[] = [];
  let topic = '';
  let group = '';
  let log: EventLog;
  const open = async () => {
    const client = await harness.open();
    opened.push(client);
    return client;
  };

  beforeEach(async () => {
    topic = `said-${harness.suffix}-${Math.random().toString(36).slice(2)}`;
    group = `hear-${topic}`;
    log = (await open()).log;
    await log.ensureTopics([{ topic, partitions }]);
  });
  afterEach(async () => {
    await Promise.all(opened.map((client) => client.log.close()));
    opened = [];
  });

  /** A member that writes down what it hears, by partition. */
  const hear = async (client: EventLog, options: Partial<Pick<ConsumeOptions, 'assigned'>> = {}) => {
    const heard: string[][] = Array.from({ length: partitions }, () => []);
    const subscription = await client.consume({
      group,
      topics: [topic],
      assigned: options.assigned ?? fromStart,
      batch: async ({ partition }, records) => {
        heard[partition]?.push(...records.map(said));
      },
    });
    return { heard, subscription };
  };

  describe('topics', () => {
    it('are made once, however often that is asked', async () => {
      await Promise.all([
        log.ensureTopics([{ topic, partitions }]),
        log.ensureTopics([{ topic, partitions: partitions + 1 }]),
      ]);
      expect(await log.partitionsOf(topic)).toBe(partitions);
    });
    it('tell where they end', async () => {
      await log.produce(topic, [record(1, 'a'), record(1, 'b'), record(3, 'c')]);
      expect(await log.endOffsets(topic)).toEqual([0n, 2n, 0n, 1n]);
    });
    it('that are missing are named', async () => {
      await expect(log.partitionsOf(`${topic}-none`)).rejects.toThrow(TopicMissing);
      await expect(log.endOffsets(`${topic}-none`)).rejects.toThrow(TopicMissing);
    });
  });

  describe('a record', () => {
    it('arrives with its key, headers and value, at its partition and offset', async () => {
      const records: ReceivedRecord[] = [];
      await log.produce(topic, [record(2, 'first'), record(2, 'zweites ✓')]);
      await log.consume({
        group,
        topics: [topic],
        assigned: fromStart,
        batch: async (_, some) => void records.push(...some),
      });
      await eventually(() => expect(records).toHaveLength(2), 15_000);
      const [, second] = records;
      expect(second).toMatchObject({ topic, partition: 2, offset: 1n, key: 't|2' });
      expect(second?.header('ce_id')).toBe('zweites ✓');
      expect(second?.header('ce_none')).toBeUndefined();
      expect(second === undefined ? '' : said(second)).toBe('zweites ✓');
    });
  });

  describe('reading', () => {
    it('keeps the order of each partition', async () => {
      const { heard } = await hear(log);
      const texts = Array.from({ length: 200 }, (_, n) => String(n));
      for (let at = 0; at < texts.length; at += 50)
        await log.produce(
          topic,
          texts.slice(at, at + 50).map((text) => record(Number(text) % partitions, text)),
        );
      await eventually(() => expect(heard.flat()).toHaveLength(200), 15_000);
      for (const [partition, some] of heard.entries())
        expect(some).toEqual(texts.filter((text) => Number(text) % partitions === partition));
    });

    it('starts at the offset that our checkpoint answers', async () => {
      await log.produce(
        topic,
        ['a', 'b', 'c'].map((text) => record(0, text)),
      );
      const { heard } = await hear(log, {
        assigned: (asked) => Promise.resolve(asked.map(({ partition }) => (partition === 0 ? 2n : undefined))),
      });
      await eventually(() => expect(heard[0]).toEqual(['c']), 15_000);
      await log.produce(topic, [record(0, 'd')]);
      await eventually(() => expect(heard[0]).toEqual(['c', 'd']));
    });

    it('starts once the topic exists', async () => {
      const late = `${topic}-late`;
      const heard: string[] = [];
      await log.consume({
        group: `${group}-late`,
        topics: [late],
        assigned: fromStart,
        batch: async (_, records) => void heard.push(...records.map(said)),
      });
      await log.ensureTopics([{ topic: late, partitions: 1 }]);
      await log.produce(late, [record(0, 'at last')]);
      await eventually(() => expect(heard).toEqual(['at last']), 20_000);
    });

    it('delivers a refused batch again from the checkpoint, while other partitions go on', async () => {
      let checkpoint = 0n;
      let refusals = 0;
      const heard: string[][] = [[], []];
      await log.consume({
        group,
        topics: [topic],
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
      await log.produce(topic, [record(0, 'a'), record(0, 'poison'), record(0, 'b')]);
      await eventually(() => expect(refusals).toBeGreaterThan(0), 15_000);
      await log.produce(topic, [record(1, 'other')]);
      await eventually(() => expect(heard[1]).toEqual(['other']));
      await eventually(() => expect(heard[0]).toEqual(['a', 'poison', 'b']), 15_000);
      expect(refusals).toBe(3);
    });

    it('asks for the checkpoints again while they cannot be read', async () => {
      let failures = 2;
      const { heard } = await hear(log, {
        assigned: (asked) => {
          failures -= 1;
          return failures >= 0 ? Promise.reject(new Error('no database')) : fromStart(asked);
        },
      });
      await log.produce(topic, [record(0, 'a')]);
      await eventually(() => expect(heard[0]).toEqual(['a']), 15_000);
    });

    it('ends with stop: nothing is delivered after it', async () => {
      const { heard, subscription } = await hear(log);
      await log.produce(topic, [record(0, 'before')]);
      await eventually(() => expect(heard[0]).toEqual(['before']), 15_000);
      await subscription.stop();
      expect(subscription.status()).toBe('stopped');
      const other = await hear(log);
      await log.produce(topic, [record(0, 'after')]);
      await eventually(() => expect(other.heard[0]).toEqual(['before', 'after']), 15_000);
      expect(heard[0]).toEqual(['before']);
    });
  });

  describe('two members of a group', () => {
    const everywhere = (text: string) => Array.from({ length: partitions }, (_, partition) => record(partition, text));

    it('share the partitions; those of a killed one move to the other', async () => {
      const other = await open();
      const [one, two] = [await hear(log), await hear(other.log)];
      let round = 0;
      // Each round goes to all partitions; the two have shared once a round was heard by both and only once.
      await eventually(async () => {
        round += 1;
        const text = `round ${round}`;
        await log.produce(topic, everywhere(text));
        const heardBy = ({ heard }: typeof one) => heard.filter((some) => some.includes(text)).length;
        await eventually(() => expect(heardBy(one) + heardBy(two)).toBe(partitions), 2_000);
        expect(heardBy(one)).toBe(partitions / 2);
      }, 20_000);
      await other.kill();
      const before = one.heard.map((some) => some.length);
      await log.produce(topic, everywhere('after the kill'));
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
      await expect(lost.produce(topic, [record(0, 'lost')])).rejects.toThrow();
      const subscription = await lost.consume({ group, topics: [topic], assigned: fromStart, batch: async () => {} });
      expect(['starting', 'crashed']).toContain(subscription.status());
      await subscription.stop();
      await lost.close();
    });
    it('answers a ping where there is one', async () => {
      await log.ping(5_000);
    });
  });
};
