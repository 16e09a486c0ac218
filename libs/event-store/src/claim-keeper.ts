import type { Entry } from './claim-entries.ts';
import type { Reservation } from './ledger.ts';
import type { StoredCommit } from './stored-commit.ts';

/** Streams and what is held, all of one organization at one moment. */
export type ClaimPicture = {
  /** The commits of each stream of the kinds that were asked for, in order. */
  readonly streams: AsyncIterable<readonly StoredCommit[]>;
  readonly held: AsyncIterable<Entry>;
};

export type Mending<Held> = {
  readonly tenant: string;
  /** Read anew in the same transaction. */
  readonly streams: readonly string[];
  /** What they hold by their commits. */
  readonly heldBy: (streams: ReadonlyMap<string, readonly StoredCommit[]>) => Held;
};

/** Where claims are kept: what is needed to compare them with the facts and to mend them. */
export type ClaimKeeper = {
  readonly tenants: () => Promise<readonly string[]>;
  /** The picture lasts as long as `look` does. */
  readonly picture: <Seen>(
    tenant: string,
    kinds: readonly string[],
    look: (picture: ClaimPicture) => Promise<Seen>,
  ) => Promise<Seen>;
  /** Gives a unique claim to the stream that `heldBy` names, or to nobody. */
  readonly mendUnique: (claim: string, mending: Mending<string | undefined>) => Promise<void>;
  /** Replaces what these streams have reserved with an owner. */
  readonly mendTime: (owner: string, mending: Mending<readonly Reservation[]>) => Promise<void>;
};
