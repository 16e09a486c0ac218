import { describe, expect, it } from '@jest/globals';
import { memoryEventLog, type LogRecord } from '@telemachy/event-log';
import { eventually } from '@telemachy/testing';
import { keptSpans } from '../../testing/kept-spans.ts';
import { tracedLog } from './traced-log.ts';

const topic = 'goals.events.g1';
const parent = 'b7ad6b7169203331';
const recordedAt = '2026-11-25T09:00:00.000Z';
const record = (type: string, flags: string): LogRecord => ({
  partition: 0,
  key: 'acme|goal-1',
  value: '{}',
  headers: {
    ce_id: 'fact-1',
    ce_type: type,
    ce_recordedtime: recordedAt,
    ce_traceparent: `00-0af7651916cd43dd8448eb211c80319c-${parent}-${flags}`,
  },
});

/** Sends the records and reads them by one who hears goals that were set; `handle` is what its batch does. */
const carried = async (
  records: readonly LogRecord[],
  { readAt = recordedAt, handle = async () => {} }: { readAt?: string; handle?: (turn: number) => Promise<void> } = {},
) => {
  const { tracing, spans } = keptSpans('goals');
  const inner = memoryEventLog();
  await inner.ensureTopics([{ topic, partitions: 1 }]);
  const log = tracedLog(inner, {
    tracer: tracing.tracer,
    hears: ['goals.goal-set.v1'],
    now: () => Date.parse(readAt),
  });
  await log.produce(topic, records);
  let turns = 0;
  let read = 0;
  await log.consume({
    group: 'goals.board.v1',
    topics: [topic],
    assigned: async (partitions) => partitions.map(() => undefined),
    batch: async (_, batch) => {
      turns += 1;
      await handle(turns);
      read += batch.length;
    },
  });
  await eventually(() => expect(read).toBe(records.length));
  await log.close();
  return spans().map(({ name, parentId, failed }) => ({ name, parentId, failed }));
};

describe('a fact of a sampled trace', () => {
  it('has a span where it is sent and one where it is handled, below the append that made it', async () => {
    expect(await carried([record('goals.goal-set.v1', '01')])).toEqual([
      { name: `send ${topic}`, parentId: parent, failed: false },
      { name: 'process goals.board.v1', parentId: parent, failed: false },
    ]);
  });

  it('has a failed span for a try that failed, and one for the try that did not', async () => {
    const handle = async (turn: number) => {
      if (turn === 1) throw new Error('not now');
    };
    const handled = (await carried([record('goals.goal-set.v1', '01')], { handle })).slice(1);
    expect(handled.map(({ failed }) => failed)).toEqual([true, false]);
  });

  it('has none where it is read long after, as a rebuild does', async () => {
    const late = await carried([record('goals.goal-set.v1', '01')], { readAt: '2026-11-25T10:00:00.000Z' });
    expect(late.map(({ name }) => name)).toEqual([`send ${topic}`]);
  });

  it('has none with a consumer that does not hear it', async () => {
    const names = (await carried([record('goals.goal-missed.v1', '01')])).map(({ name }) => name);
    expect(names).toEqual([`send ${topic}`]);
  });
});

describe('a fact of another trace', () => {
  it('has no span', async () => expect(await carried([record('goals.goal-set.v1', '00')])).toEqual([]));
});
