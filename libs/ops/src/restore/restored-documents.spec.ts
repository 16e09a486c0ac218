import { describe, expect, it } from '@jest/globals';
import { Int32, Timestamp } from 'mongodb';
import { restoredBy } from './restored-documents.ts';

const moved = { from: 'old.goals.events.g1', to: 'goals.events.g4', generation: 4, partitions: 3 };
const change = restoredBy({ goals: moved });
const at = (t: number, i: number): Timestamp => new Timestamp({ t, i });

describe('a document on its way back', () => {
  it('of the sequencer tells no token and no time from which a lost history could be followed', () => {
    const batch = { _id: new Int32(1), n: new Int32(2), token: { _data: '82' }, ct: at(900, 7), hi: at(900, 7) };
    const back = change['batches']?.(batch);
    expect(back).toEqual({ _id: new Int32(1), n: new Int32(2), ct: at(899, 0), hi: at(900, 7) });
  });

  it('of a sweep that was not finished keeps how far back the next one must look', () => {
    const batch = { _id: new Int32(1), ct: at(100, 1), hi: at(900, 7) };
    expect(change['batches']?.(batch)).toEqual(batch);
  });

  it('names the topic that is there now', () => {
    const checkpoint = { consumer: 'close-goals.v1', topic: moved.from, partition: new Int32(2) };
    expect(change['checkpoints']?.({ _id: `close-goals.v1|${moved.from}|2`, ...checkpoint })).toEqual({
      ...checkpoint,
      _id: `close-goals.v1|${moved.to}|2`,
      topic: moved.to,
    });
    expect(change['published']?.({ _id: moved.from, position: 3 })).toEqual({ _id: moved.to, position: 3 });
    for (const collection of ['parked', 'reactions'])
      expect(change[collection]?.({ _id: 'x', topic: moved.from })).toEqual({ _id: 'x', topic: moved.to });
  });
});
