import { describe, expect, it } from '@jest/globals';
import { topicPartitions } from './topic-partitions.ts';

describe('the partitions of a new topic', () => {
  it('are few on the embedded broker and twelve elsewhere', () => {
    expect(topicPartitions({}, 'embedded')).toBe(3);
    expect(topicPartitions({}, 'environment')).toBe(12);
  });

  it('are as many as TELEMACHY_TOPIC_PARTITIONS says', () => {
    expect(topicPartitions({ TELEMACHY_TOPIC_PARTITIONS: '24' }, 'embedded')).toBe(24);
  });

  it.each(['0', '1.5', 'many', '1001'])('are refused when it says %s', (value) => {
    expect(() => topicPartitions({ TELEMACHY_TOPIC_PARTITIONS: value }, 'docker')).toThrow(
      `TELEMACHY_TOPIC_PARTITIONS=${value} is not a number from 1 to 1000`,
    );
  });
});
