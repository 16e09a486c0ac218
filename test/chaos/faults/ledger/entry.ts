/** A command as it is asked for, over HTTP, by somebody. */
export type Asked = {
  readonly service: 'matching' | 'scheduling' | 'goals' | 'notification';
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: unknown;
  /** Who asks: index into the callers. */
  readonly caller: number;
};

/** One try of a command. */
export type Attempt = {
  /** When it was sent, in ms since 1970. */
  readonly at: number;
  readonly ms: number;
  /** Absent where no answer came. */
  readonly status?: number;
  /** Why none came. */
  readonly error?: string;
};

/** `open`: nobody knows yet. */
export type Outcome = 'done' | 'refused' | 'open';

/** What the ledger says of one command. */
export type Entry = Asked & {
  /** Of which load it is. */
  readonly load: string;
  /** Its Idempotency-Key. */
  readonly key: string;
  readonly attempts: readonly Attempt[];
  readonly outcome: Outcome;
  /** Of the commit that the answer names; absent where it changed nothing. */
  readonly commit?: string;
  readonly stream?: string;
  /** What differed when it was asked again with the same key. */
  readonly differs?: string;
};

/** Whether a try was answered for good: 5xx, and what says "later", are no answer. */
export const isAnswer = (status: number | undefined): status is number =>
  status !== undefined && status < 500 && status !== 429;
