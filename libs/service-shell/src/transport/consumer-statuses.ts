import type { EventLog, SubscriptionStatus } from '@telemachy/event-log';

/** All consumers of a process as one: as well as the one that is least well. */
export type Consuming = 'connected' | 'disconnected' | 'rebalancing' | 'crashed';

const words: Readonly<Record<Exclude<SubscriptionStatus, 'stopped'>, Consuming>> = {
  crashed: 'crashed',
  rebalancing: 'rebalancing',
  starting: 'disconnected',
  running: 'connected',
};
const worstFirst: readonly Consuming[] = ['crashed', 'rebalancing', 'disconnected', 'connected'];

/** Follows every consumer that is opened through a watched log. */
export const consumerStatuses = (changed: () => void) => {
  const known = new Map<symbol, Consuming>();
  const keep = (consumer: symbol, status: SubscriptionStatus): void => {
    if (status === 'stopped') known.delete(consumer);
    else known.set(consumer, words[status]);
    changed();
  };
  return {
    watched: (log: EventLog): EventLog => ({
      ...log,
      consume: (options) => {
        const consumer = Symbol(options.group);
        keep(consumer, 'starting');
        const onStatus = (status: SubscriptionStatus): void => {
          options.onStatus?.(status);
          keep(consumer, status);
        };
        return log.consume({ ...options, onStatus });
      },
    }),
    /** `connected` where nobody consumes. */
    now: (): Consuming => {
      const statuses = new Set(known.values());
      return worstFirst.find((status) => statuses.has(status)) ?? 'connected';
    },
  };
};
