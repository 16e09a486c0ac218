import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@telemachy/testing';
import { fromStart, partitions, record, said } from './event-log.fixture.ts';
import type { Logger } from './logger.ts';
import { silent } from './logger.ts';
import type { SubscriptionStatus } from './port.ts';
import { cuttableKafkajs, cuttablePlatformatic } from './testing/cuttable.ts';
import type { Cuttable } from './testing/cuttable.ts';

jest.setTimeout(90_000);

const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');
const sessionTimeoutMs = 6_000;

describe('a group', () => {
  const opened: Cuttable[] = [];
  let topic: string;
  beforeEach(() => {
    topic = `places-${Math.random().toString(36).slice(2)}`;
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(({ log }) => log.close()));
  });

  const member = async (open: typeof cuttableKafkajs, instance?: string, logger: Logger = silent, on = topic) => {
    const client = open({ brokers, clientId: 'places', logger, sessionTimeoutMs, instance });
    opened.push(client);
    await client.log.ensureTopics([{ topic: on, partitions }]);
    const statuses: SubscriptionStatus[] = [];
    const heard: string[][] = Array.from({ length: partitions }, () => []);
    const subscription = await client.log.consume({
      group: `${topic}-group`,
      topics: [on],
      assigned: fromStart,
      batch: async ({ partition }, records) => void heard[partition]?.push(...records.map(said)),
      onStatus: (status) => statuses.push(status),
    });
    return { ...client, subscription, statuses, heard };
  };
  type Member = Awaited<ReturnType<typeof member>>;

  const everywhere = (text: string) => Array.from({ length: partitions }, (_, partition) => record(partition, text));
  const partitionsHearing = ({ heard }: Member, text: string) =>
    heard.flatMap((some, partition) => (some.includes(text) ? [partition] : []));
  /** Says something everywhere until both hear their halves. */
  const shared = async (one: Member, other: Member): Promise<readonly number[]> => {
    let round = 0;
    await eventually(async () => {
      round += 1;
      const text = `round ${topic} ${round}`;
      await one.log.produce(topic, everywhere(text));
      await eventually(() => {
        const halves = [one, other].map((each) => partitionsHearing(each, text));
        expect(halves.flat().toSorted()).toEqual([0, 1, 2, 3]);
        expect(halves.map((half) => half.length)).toEqual([2, 2]);
      }, 2_000);
    }, 40_000);
    return partitionsHearing(other, `round ${topic} ${round}`);
  };

  it('holds members of both clients', async () => {
    const one = await member(cuttableKafkajs);
    const other = await member(cuttablePlatformatic);
    await shared(one, other);
    await other.kill();
    await one.log.produce(topic, everywhere('alone'));
    await eventually(() => expect(partitionsHearing(one, 'alone')).toEqual([0, 1, 2, 3]), 30_000);
  });

  it('keeps the partitions of a member with a fixed place that was killed, and the others notice nothing', async () => {
    const stays = await member(cuttablePlatformatic, 'stays');
    const killed = await member(cuttablePlatformatic, 'comes-back');
    const its = await shared(stays, killed);
    const before = stays.statuses.length;
    await killed.kill();
    const back = await member(cuttablePlatformatic, 'comes-back');
    await stays.log.produce(topic, everywhere('again'));
    await eventually(() => expect(partitionsHearing(back, 'again')).toEqual(its), 30_000);
    expect(stays.statuses.slice(before)).toEqual([]);
    expect(partitionsHearing(stays, 'again')).not.toEqual(expect.arrayContaining([...its]));
  });

  it.each([
    ['kafkajs', cuttableKafkajs],
    ['platformatic', cuttablePlatformatic],
  ])('hands the partitions of a member by %s that is stopped to the others at once', async (_, open) => {
    const stays = await member(open, 'stays');
    const stops = await member(open, 'stops');
    await shared(stays, stops);
    await stops.log.close();
    await stays.log.produce(topic, everywhere('meanwhile'));
    // Long before a session without a sign would have ended.
    await eventually(() => expect(partitionsHearing(stays, 'meanwhile')).toEqual([0, 1, 2, 3]), sessionTimeoutMs / 2);
  });

  it('gives a member that comes back to its place for another topic the partitions of that one', async () => {
    const next = `${topic}-next`;
    const members = [await member(cuttablePlatformatic, 'a'), await member(cuttablePlatformatic, 'b')] as const;
    await shared(...members);
    for (const { kill } of members) await kill();
    const back = [
      await member(cuttablePlatformatic, 'a', silent, next),
      await member(cuttablePlatformatic, 'b', silent, next),
    ];
    await back[0]?.log.produce(next, everywhere('there'));
    const hearing = () => back.flatMap((one) => partitionsHearing(one, 'there')).toSorted();
    await eventually(() => expect(hearing()).toEqual([0, 1, 2, 3]), 30_000);
  });

  it('lets a member whose place was taken go on without one, and says so', async () => {
    const lines: string[] = [];
    const logger: Logger = { ...silent, warn: (fields) => lines.push(String(fields['error'])) };
    const first = await member(cuttablePlatformatic, 'one-place', logger);
    await eventually(() => expect(first.subscription.status()).toBe('running'), 30_000);
    const second = await member(cuttablePlatformatic, 'one-place');
    await shared(first, second);
    expect(lines.join('\n')).toMatch(/another process took the place one-place .*TELEMACHY_INSTANCE of its own/);
    expect([first.subscription.status(), second.subscription.status()]).toEqual(['running', 'running']);
  });
});
