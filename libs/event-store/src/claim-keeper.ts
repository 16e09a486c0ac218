import type { Recorded } from '@telemachy/kernel';
import type { Entry } from './claim-entries.ts';
import type { FactReader } from './fact-reader.ts';
import type { Reservation } from './ledger.ts';
import { countingFacts } from './skips.ts';
import type { StoredCommit } from './stored-commit.ts';

/** A stream by the facts of it that count. */
export type CountingStream = {
  readonly stream: string;
  readonly facts: readonly Recorded[];
  /** Id of its last commit: ids rise with time. */
  readonly lastCommit: string;
};

/** Streams and what is held, all of one organization at one moment. */
export type ClaimPicture = {
  /** Each stream of the kinds that were asked for. */
  readonly streams: AsyncIterable<CountingStream>;
  readonly held: AsyncIterable<Entry>;
};

export type Mending<Held> = {
  readonly tenant: string;
  /** Read anew in the same transaction. */
  readonly streams: readonly string[];
  /** What they hold by their facts. */
  readonly heldBy: (streams: readonly CountingStream[]) => Held;
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

/** The facts that count among commits of one stream, in order. @throws FactUnreadable */
export const countingStream = (commits: readonly StoredCommit[], { understand }: FactReader): CountingStream => ({
  stream: commits[0]?.stream ?? '',
  facts: countingFacts(commits).map(understand),
  lastCommit: commits.at(-1)?.id ?? '',
});
