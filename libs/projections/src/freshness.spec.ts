import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keyOf, memoryEventLog, partitionOf } from '@telemachy/event-log';
import { formatAtLeast, freshness, parseAtLeast } from './freshness.ts';
import { memoryDocuments } from './memory-documents.ts';

const topic = 'goals.events.g1';
const board = { name: 'board', version: 1 };
const atLeast = { stream: 'goal-1', commit: 'c1' };

describe('waiting for a commit', () => {
  let documents: ReturnType<typeof memoryDocuments>;
  let positions: Map<string, number>;
  let fresh: ReturnType<typeof freshness>;
  let timers: NodeJS.Timeout[];

  beforeEach(async () => {
    const log = memoryEventLog();
    await log.ensureTopics([{ topic, partitions: 12 }]);
    documents = memoryDocuments();
    positions = new Map([['c1', 7]]);
    timers = [];
    const store = {
      positionOf: async (tenant: string, stream: string, commit: string) =>
        tenant === 'org' && stream === 'goal-1' ? positions.get(commit) : undefined,
    };
    fresh = freshness({ service: 'goals', log, store, documents });
  });
  afterEach(() => timers.forEach(clearTimeout));

  const partition = partitionOf(keyOf('org', 'goal-1'), 12);
  const move = (to: number, where = partition) =>
    documents.transact((unit) =>
      unit.moveCheckpoint({ consumer: 'board.v1', topic, partition: where }, undefined, {
        offset: 1n,
        position: to,
        partitionseq: 1,
      }),
    );
  const soon = (run: () => unknown) => void timers.push(setTimeout(run, 20));

  it('is over at once when the projection has passed it', async () => {
    await move(7);
    expect(await fresh.reached(board, 'org', atLeast, 0)).toBe('seen');
  });
  it('lasts until the projection has passed it', async () => {
    soon(() => move(8));
    expect(await fresh.reached(board, 'org', atLeast, 2_000)).toBe('seen');
  });
  it('lasts until the commit has a position', async () => {
    await move(9);
    positions.set('c1', 0);
    soon(() => positions.set('c1', 7));
    expect(await fresh.reached(board, 'org', atLeast, 2_000)).toBe('seen');
  });
  it('outlasts a store that does not see the commit for a moment', async () => {
    await move(9);
    positions.clear();
    soon(() => positions.set('c1', 7));
    expect(await fresh.reached(board, 'org', atLeast, 2_000)).toBe('seen');
  });
  it('is behind, and not in vain, while the commit has no position', async () => {
    positions.set('c1', 0);
    expect(await fresh.reached(board, 'org', atLeast, 60)).toBe('behind');
  });
  it.each([
    ['there is no such commit', 'org', { ...atLeast, commit: 'c2' }],
    ['another stream has it', 'org', { ...atLeast, stream: 'goal-2' }],
    ['another organization has it', 'other', atLeast],
  ])('is in vain, and soon over, when %s', async (_, tenant, wanted) => {
    await move(99);
    expect(await fresh.reached(board, tenant, wanted, 600_000)).toBe('unknown');
  });
  it('sees what another process has moved', async () => {
    const elsewhere = { ...documents, watch: () => () => {} };
    const log = { partitionsOf: async () => 12 };
    const store = { positionOf: async () => 7 };
    soon(() => move(7));
    const other = freshness({ service: 'goals', log, store, documents: elsewhere });
    expect(await other.reached(board, 'org', atLeast, 2_000)).toBe('seen');
  });
  it.each([
    ['before the commit', 6, partition],
    ['in another partition', 99, (partition + 1) % 12],
  ])('ends without it when the projection stands %s', async (_, to, where) => {
    await move(to, where);
    const begun = performance.now();
    expect(await fresh.reached(board, 'org', atLeast, 60)).toBe('behind');
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
  it('is not over when the projection moves, but not as far', async () => {
    soon(() => move(6));
    expect(await fresh.reached(board, 'org', atLeast, 100)).toBe('behind');
    expect(await documents.checkpointsOf('board.v1')).toMatchObject([{ position: 6 }]);
  });
  it('ends without it when store or log do not answer', async () => {
    const store = { positionOf: () => Promise.reject(new Error('down')) };
    const log = { partitionsOf: async () => 12 };
    expect(await freshness({ service: 'goals', log, store, documents }).reached(board, 'org', atLeast, 60)).toBe(
      'behind',
    );
  });
});

describe('what stands in ?atLeast=', () => {
  it('is read as it was written', () => {
    expect(parseAtLeast(formatAtLeast(atLeast))).toEqual(atLeast);
  });
  it.each(['', '@', 'goal-1', 'goal-1@', '@c1'])('is nothing of ours: "%s"', (text) => {
    expect(parseAtLeast(text)).toBeUndefined();
  });
});
