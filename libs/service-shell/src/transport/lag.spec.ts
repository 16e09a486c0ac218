import { describe, expect, it } from '@jest/globals';
import { lagMeter } from './lag.ts';

const consumer = { name: 'board', version: 1, hears: ['goals.goal-set.v1'] };
const ends = { now: [5n, 5n] };
const done = { now: 0n };
const clock = { now: 0 };
const meter = lagMeter({
  log: { endOffsets: async () => ends.now },
  documents: {
    generations: async () => [],
    checkpointsOf: async () => [
      { consumer: 'board.v1', topic: 'goals.events.g1', partition: 0, offset: done.now, position: 0, partitionseq: 0 },
    ],
  },
  topicOf: (service) => `${service}.events.g1`,
  now: () => clock.now,
});

describe('the lag of a read model', () => {
  it('is what it has not folded, and no standstill while it moves', async () => {
    expect(await meter(consumer)).toEqual({ records: 10, oldestMs: 0, standstillMs: 0 });
    clock.now = 40_000;
    done.now = 3n;
    expect(await meter(consumer)).toEqual({ records: 7, oldestMs: 40_000, standstillMs: 0 });
  });
  it('is a standstill when nothing moves though something is there', async () => {
    clock.now = 80_000;
    expect(await meter(consumer)).toEqual({ records: 7, oldestMs: 80_000, standstillMs: 40_000 });
  });
  it('is as old as the oldest record that is left, not as the first that ever was', async () => {
    clock.now = 90_000;
    ends.now = [15n, 5n];
    expect(await meter(consumer)).toMatchObject({ records: 17, oldestMs: 90_000 });
    clock.now = 95_000;
    done.now = 12n;
    expect(await meter(consumer)).toMatchObject({ records: 8, oldestMs: 5_000, standstillMs: 0 });
  });
  it('is over when there is nothing left', async () => {
    done.now = 15n;
    ends.now = [15n, 0n];
    expect(await meter(consumer)).toEqual({ records: 0, oldestMs: 0, standstillMs: 0 });
  });
});
