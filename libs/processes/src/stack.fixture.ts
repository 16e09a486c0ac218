import { randomUUID } from 'node:crypto';
import { memoryEventLog, memoryProgress, silent, startPublisher } from '@telemachy/event-log';
import type { Publisher } from '@telemachy/event-log';
import { bodyHashOf, memoryEventStore } from '@telemachy/event-store';
import type { EventStore } from '@telemachy/event-store';
import type { Fact } from '@telemachy/kernel';
import { memoryDocuments } from '@telemachy/projections';
import { reminders } from './reminders.fixture.ts';

/** Appends one commit to a stream of meetings, as a command handler would. */
export const append = async (store: EventStore, meetingId: string, ...facts: Fact[]): Promise<void> => {
  const { head } = await store.load('org', `meeting-${meetingId}`);
  const command = { id: randomUUID(), bodyHash: bodyHashOf(meetingId) };
  await store.append(head, facts, { command, meta: { correlationId: 'correlation', actor: 'person' } });
};

/** A service from command to process, all in memory. */
export const stack = async () => {
  const { schemas, remind } = reminders('notes');
  const topic = 'notes.events.g1';
  const published: Publisher[] = [];
  const store = memoryEventStore({ schemas, onSequenced: (range) => published.forEach(({ wake }) => wake(range)) });
  const log = memoryEventLog();
  const documents = memoryDocuments();
  await log.ensureTopics([{ topic, partitions: 4 }]);
  published.push(
    startPublisher({ service: 'notes', topic, store, log, progress: memoryProgress(), logger: silent, pollMs: 20 }),
  );
  const booked = (meetingId: string, remindAt: string, n = 1): Fact => ({
    type: 'notes.meeting-booked.v1',
    data: { meetingId, remindAt, n },
  });
  const cancelled = (meetingId: string): Fact => ({ type: 'notes.meeting-cancelled.v1', data: { meetingId } });
  const close = async () => {
    await Promise.all(published.map((publisher) => publisher.stop()));
    await log.close();
  };
  return { store, log, documents, topic, remind, booked, cancelled, close };
};
