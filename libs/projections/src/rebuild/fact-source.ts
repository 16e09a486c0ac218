import type { Published } from '@telemachy/event-log';
import type { EventStore } from '@telemachy/event-store';

/** The facts of one service as they lie in its store. Nothing here can change anything, or reach the outside. */
export type FactSource = Pick<EventStore, 'readAll' | 'skippedAmong'> & {
  /** How far they are published, and the number given last in each partition; `undefined` before the first. */
  readonly published: () => Promise<Published | undefined>;
};
export type FactSources = (service: string) => FactSource;
