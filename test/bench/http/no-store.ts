import { randomUUID } from 'node:crypto';
import type { EventStore, Head } from '@telemachy/event-store';

/** Keeps nothing and answers at once, so that what is measured is all but the store: no store, however quick, lets the service answer more requests. */
export const noStore = (): Pick<EventStore, 'load' | 'append' | 'commitOf'> => ({
  load: async (tenant, stream) => ({ head: { tenant, stream, version: 0 } as Head, facts: [] }),
  append: async ({ tenant, stream, version }, facts, { meta, answer }) => {
    const head = { tenant, stream, version: version + facts.length } as Head;
    const commit = randomUUID();
    const recordedAt = new Date().toISOString();
    const recorded = facts.map((event, n) => {
      const at = { version: version + n + 1, position: 0, recordedAt };
      return { event, ...meta, ...at, tenant, stream, id: `${commit}:${n}`, commit };
    });
    return { outcome: 'appended', head, commit: { ...head, id: commit, facts: recorded, answer } };
  },
  commitOf: async () => undefined,
});
