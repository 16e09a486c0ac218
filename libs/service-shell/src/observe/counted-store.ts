import type { EventStore } from '@telemachy/event-store';
import type { Metrics } from './metrics.ts';

/** `mentorship-<uuid>` → `mentorship`: a label may not hold an id. */
const kindOf = (stream: string): string => stream.replace(/-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, '');

/** The store, with each append counted by what became of it. */
export const countedStore = (store: EventStore, { appends, facts: taken }: Metrics): EventStore => ({
  ...store,
  append: async (head, facts, options) => {
    const kind = kindOf(head.stream);
    try {
      const appended = await store.append(head, facts, options);
      appends.inc({ kind, outcome: appended.outcome });
      if (appended.outcome === 'appended') for (const { type } of facts) taken.inc({ type });
      return appended;
    } catch (error) {
      appends.inc({ kind, outcome: 'failed' });
      throw error;
    }
  },
});
