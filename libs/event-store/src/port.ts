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

/**
 * The facts of one stream in order of version, without those that an operator skipped; their `position` is 0, positions are known by `readAll`
 * and `readRaw` alone.
 */
export type Loaded = { readonly head: Head; readonly facts: readonly Recorded[] };

/** The same from a snapshot on: `facts` are those after it. Without one they are all there are. */
export type LoadedFrom = Loaded & {
  readonly snapshot?: {
    readonly version: number;
    /** As it was kept, read from JSON. */
    readonly state: unknown;
  };
};

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
 * Rules that span streams, changed in the commit's own transaction, in the order given; the holder is always the stream that is appended to.
 * *Unique*: `take` fails when another stream holds the claim; `release` of what is not held changes nothing.
 * *Ledger*: `reserve` fails when less than the larger of the two paddings lies between `[from, to)` and another reservation of the same owner
 * (its own earlier one included: `free` first); `free` drops all that this stream reserved with the owner. Claims hold no personal value.
 */
export type ClaimChange =
  | { readonly kind: 'take'; readonly claim: string }
  | { readonly kind: 'release'; readonly claim: string }
  | {
      readonly kind: 'reserve';
      readonly owner: string;
      /** RFC 3339 instants; at most 31 days apart. */
      readonly from: string;
      readonly to: string;
      /** 0 to 1440. */
      readonly paddingMinutes?: number;
      /** Most reservations that may start on one day of the owner's zone, this one included. */
      readonly dayCap?: { readonly count: number; readonly zone: string };
    }
  | { readonly kind: 'free'; readonly owner: string };

/** The change of a claim that was not possible. */
export type ClaimTaken = {
  readonly claim: ClaimChange;
  /** Of a unique claim: the stream that holds it. */
  readonly holder?: string;
};

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

/** What became of a command that was sent before. */
export type Done =
  /** The same command with the same body: its commit, with its answer. */
  | { readonly outcome: 'repeated'; readonly commit: Commit }
  /** The same, and it changed nothing then; `version` is the stream's at that time. */
  | { readonly outcome: 'unchanged'; readonly version: number; readonly answer: unknown }
  /** The same command id came with another body. */
  | { readonly outcome: 'command-reused' };

export type Appended =
  | { readonly outcome: 'appended'; readonly head: Head; readonly commit: Commit }
  | Done
  /** Somebody else appended since the head was read, or changed the same claims again and again: load and decide again. */
  | { readonly outcome: 'conflict' }
  | ({ readonly outcome: 'claim-taken' } & ClaimTaken);

/** Which fact an operator takes out of account, and why. */
export type SkipRequest = {
  readonly tenant: string;
  readonly stream: string;
  /** Of the fact; of a skip mark, to take that mark back. */
  readonly version: number;
  /** 10 to 500 characters without a personal value: kept for ever. */
  readonly reason: string;
  /** Pseudonymous id or name of the operator. */
  readonly by: string;
};

export type Skipped =
  | { readonly outcome: 'skipped'; readonly commit: Commit }
  | { readonly outcome: 'already-skipped' }
  | { readonly outcome: 'no-such-fact' }
  /** Others kept appending first: ask again. */
  | { readonly outcome: 'conflict' };

/** A fact of a stream, whether it counts or was skipped. */
export type Historic = { readonly fact: Recorded; readonly counts: boolean };

export type AppendOptions = {
  readonly command: CommandIdentity;
  readonly meta: Meta;
  /** A JSON value. */
  readonly answer?: unknown;
  readonly claims?: readonly ClaimChange[];
};

/** What is kept of a command that changed nothing. `answer` is a JSON value. */
export type UnchangedOptions = Pick<AppendOptions, 'command' | 'answer'>;

/** A numbered fact as it lies in the store: `data` is the JSON that goes to Kafka byte for byte. */
export type RawFact = Omit<Recorded, 'event'> & {
  readonly type: string;
  readonly data: string;
  readonly traceparent?: string;
};

/** Positions that were given just now, both ends included. */
export type SequencedRange = { readonly from: number; readonly to: number };

/**
 * Streams of facts. Everything is durable (majority, journaled) when a promise resolves.
 * @throws CommitRefused a commit of no or more than 100 facts or over 1 MiB, an unknown fact type, data that its schema refuses, or a value JSON cannot carry: nothing was stored.
 * @throws NameRefused a tenant, or a stream that is not `<kind>-<uuid>`.
 * @throws FactUnreadable a stream holds a fact that this release does not know: a newer one wrote it.
 * @throws StoreUnavailable the database does not answer; the command may be sent again with the same id.
 * @throws StoreFailed the database answers, and refuses: somebody must mend it. StoreDamaged what is stored cannot be.
 */
export interface EventStore {
  load(tenant: string, stream: string): Promise<Loaded>;
  /** The last facts of a stream that count, at most `count` (1 to 10,000); reads no more than it must. @throws RangeError */
  loadLast(tenant: string, stream: string, count: number): Promise<Loaded>;
  /** The last summary (a fact named `…-summarized`) and what follows it; everything where there is none. Reads no more than that. */
  loadFromSummary(tenant: string, stream: string): Promise<Loaded>;
  /**
   * What follows the last snapshot of this form, which is a cache: where it is missing, damaged, of another history, or older than the skip of a
   * fact that it holds, everything is loaded.
   */
  loadFromSnapshot(tenant: string, stream: string, form: string): Promise<LoadedFrom>;
  /**
   * Keeps the state at this head for `loadFromSnapshot`. `form` says what the state is and how it is made; another form never reads it.
   * @throws CommitRefused a state that JSON cannot carry or over 1 MiB
   */
  keepSnapshot(head: Head, form: string, state: unknown): Promise<void>;
  append(head: Head, facts: readonly Fact[], options: AppendOptions): Promise<Appended>;
  /** What a command did in this stream, if anything. */
  commitOf(tenant: string, stream: string, command: CommandIdentity): Promise<Done | undefined>;
  /**
   * Keeps for a day what a command answered that changed nothing, so that its id means this command alone.
   * `undefined`: it is kept now; else what was kept under this id before, which stays.
   */
  keepUnchanged(head: Head, options: UnchangedOptions): Promise<Done | undefined>;
  /** What `keepUnchanged` keeps of a command in this stream, if anything. */
  unchangedOf(tenant: string, stream: string, command: CommandIdentity): Promise<Done | undefined>;
  /**
   * Facts in position order, from `after` (exclusive), at most `limit`; empty at the end only. Numbered facts only. What an operator skipped is
   * left out, so go on from the position of the last one.
   */
  readAll(after: number, limit: number): Promise<readonly Recorded[]>;
  /** All of them, skipped or not, unparsed: for the publisher. Each position is `after + 1 + index`. */
  readRaw(after: number, limit: number): Promise<readonly RawFact[]>;
  /** Highest position given so far; 0 where there is none. */
  lastPosition(): Promise<number>;
  /** Position of a commit's last fact: 0 while it has none, `undefined` where this stream has no such commit. */
  positionOf(tenant: string, stream: string, commit: string): Promise<number | undefined>;
  /**
   * Takes a fact out of account by a mark in its own stream: `load` and `readAll` leave it out from then on, `readRaw` and `history` keep it.
   * Read models that have folded it are rebuilt, claims that it took are compared (`verifyClaims`). Undone by skipping the mark.
   */
  skip(request: SkipRequest): Promise<Skipped>;
  /** Everything that ever stood in a stream, skipped facts and skip marks too: for operators and auditors. */
  history(tenant: string, stream: string): Promise<readonly Historic[]>;
  /** Which of these facts, by id, an operator took out of account. */
  skippedAmong(factIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** `leading`: numbers commits. `standby`: another one does. `failing`: leads, but its last step failed and is being tried again. */
export type SequencerRole = 'standby' | 'leading' | 'failing';

export type SequencerStatus = {
  readonly role: SequencerRole;
  /** Highest position that this sequencer knows of. */
  readonly lastPosition: number;
  /** Age of the oldest commit that has no position yet, in ms; 0 where all have one. */
  readonly unsequencedAgeMs: number;
  /** Why the last step failed; empty while all is well. */
  readonly problem: string;
};

/**
 * Gives every fact its dense position, in commit order. Run one per process; they agree on who leads.
 * Start it with `onSequenced(range)` to wake a publisher and `onRole(role)` to start and stop one; both are hints, `readRaw` is the truth.
 */
export interface Sequencer {
  status(): SequencerStatus;
  /** Hands the lead to another one, if this one has it. */
  stop(): Promise<void>;
}
