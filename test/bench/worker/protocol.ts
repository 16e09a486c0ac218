import type { Servers } from '../measure/service.ts';

/** How a worker process is started. */
export type WorkerOptions = {
  readonly servers: Servers;
  readonly prefix: string;
  /** `relay`: sequencer and publisher, as a service with ROLE=worker runs them. `tail`: a bare change stream into Kafka. */
  readonly kind: 'relay' | 'tail';
  /** Folds what was published into a read model too. */
  readonly projects: boolean;
};

/** What the bench asks a worker. */
export type Question = { readonly id: number; readonly ask: 'start' | 'stop' | 'status' | 'times' };

/** When something was so, by the machine's monotonic clock, in ms: processes can compare it. */
export type Times = {
  /** Kafka acknowledged the commit. */
  readonly acknowledged: readonly (readonly [commit: string, at: number])[];
  /** The read model that shows it was durable. */
  readonly visible: readonly (readonly [commit: string, at: number])[];
};
export type Status = {
  /** Facts that Kafka has acknowledged since the process started. */
  readonly published: number;
  /** When the last of them was. */
  readonly publishedAt: number;
  /** When the last `start` began. */
  readonly startedAt: number;
};
export type Answer = { readonly id: number; readonly status: Status; readonly times?: Times };

/** The monotonic clock that all processes of a machine share, in ms. */
export const sharedClock = (): number => Number(process.hrtime.bigint()) / 1e6;
