import type { ClaimChange, ClaimTaken, RawFact } from './port.ts';
import type { Mark } from './skips.ts';
import type { Snapshot } from './snapshot.ts';
import type { StoredCommit } from './stored-commit.ts';
import type { Walk } from './tail.ts';
import type { Unchanged } from './unchanged.ts';

export type StreamName = { readonly tenant: string; readonly stream: string };

export type Inserted =
  | { readonly outcome: 'inserted' }
  /** One of the commit's versions is there already. */
  | { readonly outcome: 'version-taken' }
  /** A commit of the same command is there already, though it may not be readable yet. */
  | { readonly outcome: 'command-taken' }
  | ({ readonly outcome: 'claim-taken' } & ClaimTaken)
  /** Others changed the same claims each time. */
  | { readonly outcome: 'contended' };

/** What a store keeps its commits in. All that an event store promises beyond this is said once, in `event-store.ts`, for every storage. */
export type CommitStorage = {
  readonly newCommitId: () => string;
  /** Commits of a stream in order of version. */
  readonly commitsOf: (of: StreamName) => Promise<readonly StoredCommit[]>;
  /** Those that hold this version or a later one. */
  readonly commitsFrom: (of: StreamName, version: number) => Promise<readonly StoredCommit[]>;
  /** The last ones: `walk` is shown one after the other from the newest back, until it says that this was enough. */
  readonly lastCommitsOf: (of: StreamName, walk: Walk) => Promise<readonly StoredCommit[]>;
  readonly snapshotOf: (of: StreamName, form: string) => Promise<Snapshot | undefined>;
  /** Keeps it unless there is a later one of the same form. A cache: it may be lost at any time. */
  readonly keepSnapshot: (of: StreamName, form: string, snapshot: Snapshot) => Promise<void>;
  readonly commitOf: (of: StreamName, commandId: string) => Promise<StoredCommit | undefined>;
  /** Commit and claims, or neither. Durable when it resolves. */
  readonly insert: (commit: StoredCommit, claims: readonly ClaimChange[]) => Promise<Inserted>;
  /** What a command answered that changed nothing, for a day. `undefined`: it is kept now; else what was kept before, which stays. */
  readonly keepUnchanged: (of: StreamName, commandId: string, unchanged: Unchanged) => Promise<Unchanged | undefined>;
  readonly unchangedOf: (of: StreamName, commandId: string) => Promise<Unchanged | undefined>;
  /** Facts at the positions `after + 1` to `after + limit`, as far as there are any. */
  readonly readRaw: (after: number, limit: number) => Promise<readonly RawFact[]>;
  readonly lastPosition: () => Promise<number>;
  /** Of a commit's last fact: 0 while it has none, `undefined` where the stream has no such commit. */
  readonly positionOf: (of: StreamName, commit: string) => Promise<number | undefined>;
  /** All marks of every stream in which one of these facts is marked. */
  readonly marksAbout: (factIds: readonly string[]) => Promise<readonly Mark[]>;
};
