import type { Fact, Recorded } from '@telemachy/kernel';

declare const opaque: unique symbol;
/** Where a stream ends, as `load` or `append` saw it. Only they hand one out, so nobody can append behind or ahead of a stream. */
export type Head = {
  readonly [opaque]: true;
  readonly tenant: string;
  readonly stream: string;
  /** Version of the last fact; 0 where the stream does not exist yet. */
  readonly version: number;
};

export type Loaded = { readonly head: Head; readonly facts: readonly Recorded[] };

/** Who asked for what, so that asking again is answered and not done again. */
export type CommandIdentity = {
  /** Hash of tenant, caller, route and `Idempotency-Key`, or derived from a fact's id by a process. UUID. */
  readonly id: string;
  /** SHA-256 of the command's canonical body, hex: the same id with another body is refused. */
  readonly bodyHash: string;
};

export type Meta = {
  readonly correlationId: string;
  readonly causationId?: string;
  /** Pseudonymous id of the caller or `process:<name>`. */
  readonly actor: string;
  /** W3C trace context. */
  readonly traceparent?: string;
};

/**
 * Rules that span streams, changed in the commit's own transaction.
 * *Unique*: `take` fails when somebody else's stream holds the claim. *Ledger*: `reserve` fails on a half-open overlap `[from, to)` (widened by
 * `paddingMinutes`) with another reservation of the same owner; `free` drops what `ref` reserved. Claims hold no personal value.
 */
export type ClaimChange =
  | { readonly kind: 'take'; readonly claim: string }
  | { readonly kind: 'release'; readonly claim: string }
  | {
      readonly kind: 'reserve';
      readonly owner: string;
      readonly from: string;
      readonly to: string;
      readonly paddingMinutes?: number;
      /** Most reservations that may start on one day of the owner's zone. */
      readonly dayCap?: { readonly count: number; readonly zone: string };
    }
  | { readonly kind: 'free'; readonly owner: string };

export type Commit = {
  readonly id: string;
  readonly tenant: string;
  readonly stream: string;
  /** Version after the commit. */
  readonly version: number;
  readonly facts: readonly Recorded[];
  /** What the command answered; kept so that a retry gets the same. */
  readonly answer: unknown;
};

export type Appended =
  | { readonly outcome: 'appended'; readonly head: Head; readonly commit: Commit }
  /** The same command with the same body was done before: its commit, with its answer. */
  | { readonly outcome: 'repeated'; readonly commit: Commit }
  /** The same command id came with another body. */
  | { readonly outcome: 'command-reused' }
  /** Somebody else appended since the head was read. */
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'claim-taken'; readonly claim: ClaimChange };

export type AppendOptions = {
  readonly command: CommandIdentity;
  readonly meta: Meta;
  readonly answer?: unknown;
  readonly claims?: readonly ClaimChange[];
};

/**
 * Streams of facts. Everything is durable (majority, journaled) when a promise resolves.
 * @throws CommitRefused a commit of more than 100 facts or 1 MiB, an unknown fact type, data that its schema refuses, or a value JSON cannot carry: nothing was stored.
 * @throws StoreUnavailable the database does not answer; the command may be sent again with the same id.
 */
export interface EventStore {
  load(tenant: string, stream: string): Promise<Loaded>;
  append(head: Head, facts: readonly Fact[], options: AppendOptions): Promise<Appended>;
  /** The commit a command made in this stream, if any: asked before deciding again. */
  commitOf(tenant: string, stream: string, command: CommandIdentity): Promise<Appended | undefined>;
  /** Facts in position order, from `after` (exclusive), at most `limit`; empty at the end. Numbered facts only. */
  readAll(after: number, limit: number): Promise<readonly Recorded[]>;
  /** Highest position given so far. */
  lastPosition(): Promise<number>;
}
