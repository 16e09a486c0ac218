import { describe, expect, it } from '@jest/globals';
import { eventually } from '@telemachy/testing';
import { laneOf } from './lane.ts';
import { silent } from './logger.ts';
import type { ReceivedRecord } from './port.ts';

const partition = { topic: 'said', partition: 0 };
const records = (from: number, to: number): ReceivedRecord[] =>
  Array.from({ length: to - from }, (_, index) => ({
    ...partition,
    offset: BigInt(from + index),
    key: 'k',
    value: Buffer.from(String(from + index)),
    header: () => undefined,
  }));
const fetched = (from: number, to: number) => ({
  from: BigInt(from),
  next: BigInt(to),
  records: records(from, to),
  bytes: to - from,
});

/** A lane whose batches end when the test says so. */
const opened = (checkpoint: () => bigint = () => 0n) => {
  const batches: { readonly first: number; readonly end: (error?: Error) => void }[] = [];
  const abort = new AbortController();
  let woken = 0;
  const lane = laneOf({
    partition,
    group: 'g',
    signal: abort.signal,
    logger: silent,
    wake: () => {
      woken += 1;
    },
    assigned: (asked) => Promise.resolve(asked.map(checkpoint)),
    batch: (_, [first]) =>
      new Promise<void>((resolve, reject) => {
        batches.push({
          first: Number(first?.offset),
          end: (error) => (error === undefined ? resolve() : reject(error)),
        });
      }),
  });
  lane.seek(0n);
  return { lane, batches, abort, woken: () => woken };
};

describe('a lane', () => {
  it('fetches one batch ahead of the one at work, and no more', async () => {
    const { lane, batches } = opened();
    expect(lane.wanted()).toBe(0n);
    lane.take(fetched(0, 10));
    expect(lane.wanted()).toBe(10n);
    lane.take(fetched(10, 30));
    expect([lane.wanted(), lane.full(), lane.held()]).toEqual([undefined, true, 30]);
    batches[0]?.end();
    await eventually(() => expect(batches.map(({ first }) => first)).toEqual([0, 10]));
    expect([lane.wanted(), lane.full(), lane.held(), lane.reached()]).toEqual([30n, false, 20, 10n]);
  });
  it('drops what was fetched from where it no longer is', () => {
    const { lane, batches } = opened();
    lane.seek(5n);
    lane.take(fetched(0, 10));
    expect(batches).toEqual([]);
    expect(lane.wanted()).toBe(5n);
  });
  it('passes over what holds no records', () => {
    const { lane, batches } = opened();
    lane.take(fetched(0, 10));
    lane.take({ ...fetched(10, 12), records: [] });
    expect(lane.wanted()).toBe(12n);
    expect(batches).toHaveLength(1);
  });
  it('asks for the checkpoint after a batch that failed, and forgets what it had fetched ahead', async () => {
    const { lane, batches } = opened(() => 4n);
    lane.take(fetched(0, 10));
    lane.take(fetched(10, 20));
    batches[0]?.end(new Error('no'));
    await eventually(() => expect(lane.held()).toBe(0));
    expect(lane.wanted()).toBeUndefined();
    await eventually(() => expect(lane.wanted()).toBe(4n));
    expect(batches).toHaveLength(1);
  });
  it('delivers nothing more once its partition may be lost, and says when the batch at work has ended', async () => {
    const { lane, batches, abort } = opened();
    lane.take(fetched(0, 10));
    lane.take(fetched(10, 20));
    abort.abort();
    const told: string[] = [];
    const ended = lane.idle().then(() => told.push('idle'));
    expect(lane.wanted()).toBeUndefined();
    await Promise.resolve();
    told.push('the batch may end');
    batches[0]?.end();
    await ended;
    expect([told, batches.length]).toEqual([['the batch may end', 'idle'], 1]);
  });
});
