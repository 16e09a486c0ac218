import type { Collection, CollectionOptions, Db } from 'mongodb';
import { ObjectId, Timestamp } from 'mongodb';
import type { CommandIdentity, Meta } from '../port.ts';
import type { StoredCommit } from '../stored-commit.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Unchanged } from '../unchanged.ts';

/** Said for each collection, so that no connection string can make a write less durable or a read less true. */
export const durable = {
  readConcern: { level: 'majority' },
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
  promoteBuffers: true,
} as const satisfies CollectionOptions;

/** For what may be lost at any time: waits for nobody. */
const cached = {
  readConcern: { level: 'local' },
  writeConcern: { w: 1, journal: false },
  readPreference: 'primary',
} as const satisfies CollectionOptions;

/** Longest a server may work on one write, in ms: the sequencer's sweep looks much further back. */
export const longestWriteMs = 5000;

export type CommitDocument = {
  readonly _id: ObjectId;
  readonly tenant: string;
  readonly stream: string;
  readonly versions: readonly number[];
  readonly facts: StoredCommit['facts'];
  readonly skips?: readonly string[];
  readonly command: CommandIdentity;
  readonly answer?: string;
  readonly meta: Meta;
  readonly recordedAt: Date;
  /** Filled by the server at the insert; the sequencer's sweep looks for it. */
  readonly ts: Timestamp;
};

/** `_id`: `<tenant>|<stream>|<form of the state>`. */
export type SnapshotDocument = Snapshot & {
  readonly _id: string;
  readonly tenant: string;
  readonly keptAt: Date;
};

/** `_id`: `<tenant>|<claim>`. */
export type ClaimDocument = { readonly _id: string; readonly tenant: string; readonly stream: string };

/** One owner's reservations that lie on one UTC day. `_id`: `<tenant>|<owner>|<YYYY-MM-DD>`. */
export type LedgerDocument = {
  readonly _id: string;
  readonly tenant: string;
  readonly owner: string;
  /** Rises with each reservation on this day or near it: what was checked must still be so when it is written. */
  readonly revision: number;
  readonly reservations: readonly {
    readonly stream: string;
    readonly from: Date;
    readonly to: Date;
    readonly paddingMs: number;
  }[];
};

/** What a command answered that changed nothing. `_id`: `<tenant>|<stream>|<command id>`. */
export type UnchangedDocument = Unchanged & { readonly _id: string; readonly at: Date };

/** Positions `_id` to `_id + n - 1`, given to these commits in this order. */
export type BatchDocument = {
  readonly _id: number;
  /** Facts in it. */
  readonly n: number;
  /** Of the lease under which it was written. */
  readonly fence: number;
  /** 12 bytes for each commit. */
  readonly ids: Buffer;
  /** One byte for each commit: its facts. */
  readonly counts: Buffer;
  /** Resume token of the change stream: all commits up to it are in batches up to this one. */
  readonly token?: Record<string, unknown>;
  /** All commits up to this cluster time are in batches up to this one. */
  readonly ct: Timestamp;
  /** No commit in batches up to this one is later. */
  readonly hi: Timestamp;
};

export type SequencerDocument = {
  readonly _id: 'idle';
  /** The next position to give, and the token up to which there was nothing to give it to. */
  readonly next: number;
  readonly token: Record<string, unknown>;
};

export type LeaseDocument = {
  readonly _id: string;
  readonly owner: string;
  /** Rises with each change of owner. */
  readonly fence: number;
  /** By the database's clock. */
  readonly until: Date;
};

export type Collections = {
  readonly commits: Collection<CommitDocument>;
  readonly snapshots: Collection<SnapshotDocument>;
  readonly claims: Collection<ClaimDocument>;
  readonly ledgers: Collection<LedgerDocument>;
  readonly unchanged: Collection<UnchangedDocument>;
  readonly batches: Collection<BatchDocument>;
  readonly sequencer: Collection<SequencerDocument>;
  readonly leases: Collection<LeaseDocument>;
};

export const collectionsOf = (db: Db): Collections => ({
  commits: db.collection<CommitDocument>('commits', durable),
  snapshots: db.collection<SnapshotDocument>('snapshots', cached),
  claims: db.collection<ClaimDocument>('claims', durable),
  ledgers: db.collection<LedgerDocument>('ledgers', durable),
  unchanged: db.collection<UnchangedDocument>('unchanged', durable),
  batches: db.collection<BatchDocument>('batches', durable),
  sequencer: db.collection<SequencerDocument>('sequencer', durable),
  leases: db.collection<LeaseDocument>('leases', durable),
});

export const documentOf = ({ id, recordedAt, ...commit }: StoredCommit): CommitDocument => ({
  _id: new ObjectId(id),
  ...commit,
  recordedAt: new Date(recordedAt),
  // Zero: the server puts its own time there.
  ts: new Timestamp(0n),
});

export const storedFrom = ({ _id, recordedAt, ts: _ts, ...commit }: CommitDocument): StoredCommit => ({
  id: _id.toHexString(),
  ...commit,
  recordedAt: recordedAt.toISOString(),
});
