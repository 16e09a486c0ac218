import { describe, expect, it } from '@jest/globals';
import { assignPartitions } from './assign-partitions.ts';

const counts: Readonly<Record<string, number>> = { goals: 5, meetings: 3 };
const assign = (...members: [string, ...string[]][]) => {
  const shares = assignPartitions(
    members.map(([memberId, ...topics]) => ({ memberId, topics })),
    (topic) => counts[topic] ?? 0,
  );
  return Object.fromEntries([...shares].map(([member, topics]) => [member, Object.fromEntries(topics)]));
};

describe('sharing partitions', () => {
  it('gives all of them to a member that is alone', () => {
    expect(assign(['a', 'goals', 'meetings'])).toEqual({ a: { goals: [0, 1, 2, 3, 4], meetings: [0, 1, 2] } });
  });
  it('is even over all topics together', () => {
    expect(assign(['a', 'goals', 'meetings'], ['b', 'goals', 'meetings'])).toEqual({
      a: { goals: [0, 2, 4], meetings: [1] },
      b: { goals: [1, 3], meetings: [0, 2] },
    });
  });
  it('is the same in whatever order members and topics are named', () => {
    expect(assign(['b', 'meetings', 'goals'], ['a', 'goals', 'meetings'])).toEqual(
      assign(['a', 'goals', 'meetings'], ['b', 'goals', 'meetings']),
    );
  });
  it('gives nobody a topic that it did not ask for', () => {
    expect(assign(['new', 'goals', 'meetings'], ['old', 'goals'])).toEqual({
      new: { goals: [0, 2, 4], meetings: [1, 2, 0].toSorted() },
      old: { goals: [1, 3] },
    });
  });
  it('leaves members without a partition where there are more members than partitions', () => {
    const shares = assign(['a', 'meetings'], ['b', 'meetings'], ['c', 'meetings'], ['d', 'meetings']);
    expect(shares).toEqual({ a: { meetings: [0] }, b: { meetings: [1] }, c: { meetings: [2] }, d: {} });
  });
  it('knows no partitions of a topic that is missing', () => {
    expect(assign(['a', 'none'])).toEqual({ a: {} });
  });
});
