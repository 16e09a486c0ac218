import { afterEach, beforeEach } from '@jest/globals';
import { memoryEventStore } from '@telemachy/event-store';
import { z } from 'zod';
import { placeOf } from './codec.ts';
import { silent } from './logger.ts';
import { memoryEventLog } from './memory.ts';
import { memoryProgress } from './progress.ts';
import { startPublisher } from './publisher.ts';
import type { Publisher, PublisherOptions } from './publisher.ts';

export const topic = 'notes.events.g1';
export const partitions = 4;
const type = 'notes.note-taken.v1';
const schemas = new Map([
  [type, z.object({ type: z.literal(type), data: z.object({ n: z.int(), pad: z.string().optional() }) })],
]);

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A store of notes whose sequencer wakes the publishers, and a log, fresh for each test. */
export const eachWithPublishers = () => {
  const here = {
    store: memoryEventStore({ schemas: schemas as never }),
    log: memoryEventLog(),
    progress: memoryProgress(),
    running: [] as Publisher[],
  };
  let commands = 0;

  beforeEach(async () => {
    here.store = memoryEventStore({
      schemas: schemas as never,
      onSequenced: (range) => here.running.forEach(({ wake }) => wake(range)),
    });
    here.log = memoryEventLog();
    here.progress = memoryProgress();
    here.running = [];
    await here.log.ensureTopics([{ topic, partitions }]);
  });
  afterEach(async () => {
    await Promise.all(here.running.map((publisher) => publisher.stop()));
  });

  const publish = (changes: Partial<PublisherOptions> = {}): Publisher => {
    const { store, log, progress } = here;
    const publisher = startPublisher({ service: 'notes', topic, store, log, progress, logger: silent, ...changes });
    here.running.push(publisher);
    return publisher;
  };
  const append = async (stream: number, data: readonly { n: number; pad?: string }[]): Promise<void> => {
    const { head } = await here.store.load('org', `note-${uuid(stream)}`);
    commands += 1;
    const command = { id: uuid(commands), bodyHash: '0'.repeat(64) };
    const facts = data.map((one) => ({ type, data: one }));
    await here.store.append(head, facts, { command, meta: { correlationId: 'c', actor: 'a' } });
  };
  const places = () => here.log.records(topic).map((records) => records.map(placeOf));
  const positions = () =>
    places()
      .flat()
      .map(({ position }) => position);
  return { here, publish, append, places, positions };
};
