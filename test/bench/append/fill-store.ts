import { streamOf, type EventStore } from '@telemachy/event-store';
import { asked, checkIn, goalIdOf, tenant } from '../measure/facts.ts';

const workers = 256;

/** Streams of so many facts, one commit each, growing side by side as people make them; the n-th belongs to the n-th goal. */
export const fillStore = async (store: EventStore, streams: number, factsPerStream: number): Promise<void> => {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let n = next++; n < streams; n = next++) {
      const goalId = goalIdOf(n);
      let { head } = await store.load(tenant, streamOf('goal', goalId));
      while (head.version < factsPerStream) {
        const appended = await store.append(head, [checkIn(goalId, head.version)], asked());
        if (appended.outcome !== 'appended') throw new Error(`the fact was not appended: ${appended.outcome}`);
        head = appended.head;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, streams) }, work));
};
