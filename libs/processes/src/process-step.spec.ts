import { describe, expect, it } from '@jest/globals';
import type { Recorded } from '@telemachy/kernel';
import { memoryDocuments, parkedStreams } from '@telemachy/projections';
import { processStep, type AnyProcess } from './process-step.ts';

const key = { consumer: 'remind.v1', topic: 'notes.events.g1', partition: 0 };
const well: AnyProcess = {
  name: 'remind',
  version: 1,
  hears: ['notes.noted.v1'],
  correlate: () => 'one',
  initial: { seen: [] },
  react: () => [],
  evolve: (state) => state,
};
const noted = (stream: string, position: number) => {
  const event = { type: 'notes.noted.v1', data: { n: [position] } };
  const fact = { id: `${position}`, tenant: 'org', stream, version: 1, position, event } as unknown as Recorded;
  return { fact, partitionseq: position };
};
const changed = /it changes what it was given .*: make a copy/;

describe('a process whose code is wrong', () => {
  it.each<[string, Partial<AnyProcess>, RegExp]>([
    [
      'throws',
      {
        react: () => {
          throw new RangeError('no such day');
        },
      },
      /RangeError: no such day/,
    ],
    [
      'promises what correlate must say',
      { correlate: (async () => 'one') as never },
      /correlate must return a string or undefined, at once/,
    ],
    [
      'promises what react must say',
      { react: (async () => []) as never },
      /react must return a list of commands and timers, at once/,
    ],
    [
      'promises, and the promise fails',
      {
        react: (async () => {
          throw new Error('later');
        }) as never,
      },
      /react must return a list/,
    ],
    ['promises its state', { evolve: async (state) => state }, /evolve must return the state itself, at once/],
    [
      'changes its fact',
      {
        react: ({ event }) => {
          (event.data as { n: number[] }).n.push(2);
          return [];
        },
      },
      changed,
    ],
    [
      'changes its state',
      {
        evolve: (state) => {
          (state as { seen: number[] }).seen.push(1);
          return state;
        },
      },
      changed,
    ],
  ])(
    'that %s: its stream is set aside with the reason, the fact and its position, and nothing else is lost',
    async (_, wrong, reason) => {
      const documents = memoryDocuments();
      const step = processStep({ ...well, ...wrong }, documents);
      const facts = [noted('note-a', 1), noted('note-b', 2)];
      const to = { offset: 2n, position: 2, partitionseq: 2 };
      const given = { key, from: undefined, to, facts, mayBeParked: new Set<string>() };
      await expect(step({ ...given, lastAttempt: false })).rejects.toThrow(
        /^remind\.v1 cannot handle notes\.noted\.v1 at position 1, version 1 of note-a: /,
      );
      expect(await documents.checkpoint(key)).toBeUndefined();
      await step({ ...given, lastAttempt: true });
      const parked = await parkedStreams(documents, key);
      expect(parked.map(({ facts: [fact] }) => [fact?.event.type, fact?.position])).toEqual([
        ['notes.noted.v1', 1],
        ['notes.noted.v1', 2],
      ]);
      for (const stream of parked) expect(stream.reason).toMatch(reason);
      expect(await documents.checkpoint(key)).toEqual(to);
      expect(await documents.find('remind.v1', {})).toEqual([]);
      expect(await documents.find('reactions', {})).toEqual([]);
    },
  );
});
