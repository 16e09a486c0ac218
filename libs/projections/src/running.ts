import type { SubscriptionStatus } from '@telemachy/event-log';

/** A partition that stands still, and why. */
export type Trouble = { readonly topic: string; readonly partition: number; readonly reason: string };

export type ConsumerStatus = {
  /** `<service>.<name>.v<n>`, the consumer group too. */
  readonly group: string;
  readonly subscription: SubscriptionStatus;
  /** Why it does not hear anything from Kafka, and what to do; missing while all is well. */
  readonly problem?: string;
  /** A number is missing in the partition: facts were lost before they came here. It stays so until the read model is rebuilt. */
  readonly halted: readonly Trouble[];
  /** Being tried again. */
  readonly retrying: readonly Trouble[];
  /** Facts handled by this process, repeats and unheard types included. */
  readonly handled: number;
  /** Facts set aside by this process since it started, because the code could not handle them. */
  readonly parked: number;
};

/** A projection or a process at work. */
export interface Running {
  readonly group: string;
  status(): ConsumerStatus;
  stop(): Promise<void>;
}
