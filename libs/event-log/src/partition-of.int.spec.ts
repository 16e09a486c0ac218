import { describe, expect, it } from '@jest/globals';
import { compatibilityPartitioner, defaultPartitioner } from '@platformatic/kafka';
import { assert, constantFrom, property, string } from 'fast-check';
import { Partitioners } from 'kafkajs';
import { keyOf, partitionOf } from './partition-of.ts';

const kafkajs = Partitioners.DefaultPartitioner();
const metadata = new Map(
  [1, 6, 12, 50].map((count) => [
    count,
    Array.from({ length: count }, (_, partitionId) => ({
      partitionId,
      leader: 1,
      replicas: [],
      isr: [],
      partitionErrorCode: 0,
    })),
  ]),
);
const byKafkajs = (key: string, count: number): number =>
  kafkajs({ topic: 't', partitionMetadata: metadata.get(count) ?? [], message: { key, value: null } });
const byPlatformatic = (partitioner: typeof compatibilityPartitioner, key: string, count: number): number =>
  partitioner({ topic: 't' } as never, Buffer.from(key)) % count;

/** Keys as the stores write them, and of every length. */
const keys = Array.from({ length: 100_000 }, (_, n) =>
  keyOf(`org-${n % 97}`, `mentorship-${'abcdefg'.slice(0, n % 8)}${(n * 2_654_435_761) % 4_294_967_296}`),
);

// Here and not among the quick specs because kafkajs takes seconds for so many keys; it needs no broker.
describe('the partition of a key', () => {
  it('is the one that both clients choose, for 100,000 keys', () => {
    const differing = keys.filter((key) => {
      const ours = partitionOf(key, 12);
      return ours !== byKafkajs(key, 12) || ours !== byPlatformatic(compatibilityPartitioner, key, 12);
    });
    expect(differing).toEqual([]);
    expect(new Set(keys.map((key) => partitionOf(key, 12))).size).toBe(12);
  });
  it('is theirs for any text and any number of partitions', () => {
    const anyText = string({ unit: 'binary', maxLength: 60 });
    assert(
      property(anyText, constantFrom(1, 6, 12, 50), (key, count) => {
        const ours = partitionOf(key, count);
        expect([byKafkajs(key, count), byPlatformatic(compatibilityPartitioner, key, count)]).toEqual([ours, ours]);
      }),
      { numRuns: 1_000 },
    );
  });
  it('is not left to the other client, whose default differs', () => {
    const moved = keys
      .slice(0, 1_000)
      .filter((key) => byPlatformatic(defaultPartitioner, key, 12) !== partitionOf(key, 12));
    expect(moved.length).toBeGreaterThan(100);
  });
});
