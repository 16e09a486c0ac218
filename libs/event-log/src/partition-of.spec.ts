import { describe, expect, it } from '@jest/globals';
import { Partitioners } from 'kafkajs';
import { partitionOf } from './partition-of.ts';

describe('the partition of a key', () => {
  const kafkajs = Partitioners.DefaultPartitioner();
  const metadataOf = (count: number) =>
    Array.from({ length: count }, (_, partitionId) => ({
      partitionId,
      leader: 1,
      replicas: [],
      isr: [],
      partitionErrorCode: 0,
    }));
  const theirs = (key: string, count: number) =>
    kafkajs({ topic: 't', partitionMetadata: metadataOf(count), message: { key, value: null } });

  it.each([1, 6, 12, 50])('is the one that kafkajs chooses, among %i', (count) => {
    for (let n = 0; n < 5_000; n += 1) {
      const key = `org-${n % 7}|mentorship-${'abcdefg'.slice(0, n % 8)}${n * 7919}`;
      expect([key, partitionOf(key, count)]).toEqual([key, theirs(key, count)]);
    }
  });
  it('is theirs for empty keys and letters beyond ASCII too', () => {
    for (const key of ['', 'ä', '→→', '𝄞', '\u00ff\u0080', 'ab', 'abc', 'abcd', 'abcde'])
      expect([key, partitionOf(key, 12)]).toEqual([key, theirs(key, 12)]);
  });
});
