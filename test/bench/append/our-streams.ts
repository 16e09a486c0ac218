import { randomUUID } from 'node:crypto';
import { streamOf, type EventStore, type Head } from '@telemachy/event-store';
import { asked, checkIn, tenant } from '../measure/facts.ts';
import type { OpenStream, Streams } from './streams.ts';

/** A stream of ours, behind its last fact. */
export const openStream = async (store: EventStore, goalId: string = randomUUID()): Promise<OpenStream> => {
  let { head }: { head: Head } = await store.load(tenant, streamOf('goal', goalId));
  return async () => {
    const appended = await store.append(head, [checkIn(goalId, head.version)], asked());
    if (appended.outcome !== 'appended') throw new Error(`the fact was not appended: ${appended.outcome}`);
    head = appended.head;
    return appended.commit;
  };
};

export const ourStreams = (store: EventStore): Streams => ({
  open: (count) => Promise.all(Array.from({ length: count }, () => openStream(store))),
});
