import type { EventStore } from '@telemachy/event-store';
import type { Metrics } from './metrics.ts';
import { kindOf } from './stream-kind.ts';

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
