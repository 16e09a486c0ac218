import type { Generations } from './generations.ts';

/**
 * What read models, process states and parked facts are kept as. `_id` is `<tenant>|<key>`; these two fields belong to the runner, all others to the
 * projection, which therefore may not have a field `_id` or `tenant`. Values are JSON values or dates; a field that is undefined is not kept.
 */
export type StoredDocument = { readonly _id: string; readonly tenant: string; readonly [field: string]: unknown };

export type Change =
  | { readonly kind: 'put'; readonly document: StoredDocument }
  /** A document that is surely not there yet: quicker than `put`, in bulk. */
  | { readonly kind: 'add'; readonly document: StoredDocument }
  | { readonly kind: 'remove'; readonly id: string };

/** How far one consumer has come in one partition. */
export type Checkpoint = {
  /** Where to go on in Kafka: the offset after the last record. */
  readonly offset: bigint;
  /** Position of the last fact, 0 before the first. */
  readonly position: number;
  /** Its dense number in the partition, 0 before the first. */
  readonly partitionseq: number;
};

/** `consumer` is `<name>.v<version>` of a process, or of a projection in its generation: `<name>.v<version>~2`. */
export type CheckpointKey = { readonly consumer: string; readonly topic: string; readonly partition: number };

/** Somebody else has moved the checkpoint, or holds it: the partition is theirs now, and nothing of this unit of work was kept. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
}

/** The store refuses one document for good, whatever is tried. */
export class DocumentRefused extends Error {
  override readonly name = 'DocumentRefused';
  readonly id: string;
  constructor(id: string, reason: string) {
    super(reason);
    this.id = id;
  }
}

/** All of it is kept, or nothing; what was loaded and is written has not changed in between. */
export interface UnitOfWork {
  load(collection: string, ids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>>;
  /** At most one change per document. @throws DocumentRefused */
  write(collection: string, changes: readonly Change[]): Promise<void>;
  /** @throws CheckpointMoved when it does not stand where `from` says, or is held */
  moveCheckpoint(key: CheckpointKey, from: Checkpoint | undefined, to: Checkpoint): Promise<void>;
  checkpointsOf(consumer: string): Promise<readonly (CheckpointKey & Checkpoint)[]>;
  /**
   * Nobody moves these checkpoints until then (ms since 1970, by the database's clock; `Infinity`: for good; 0: let go). One that is missing is made, at
   * the beginning.
   */
  hold(keys: readonly CheckpointKey[], until: number): Promise<void>;
  generationsOf(model: string): Promise<Generations>;
  keepGenerations(generations: Generations): Promise<void>;
}

/** A service's own documents. */
export interface DocumentStore {
  /** Makes what is missing of these collections; each refuses documents without tenant. */
  ensure(collections: readonly string[]): Promise<void>;
  /** Runs `work` until it is kept; conflicts with other units are tried again, so `work` may run several times. @throws what `work` throws */
  transact<Result>(work: (unit: UnitOfWork) => Promise<Result>): Promise<Result>;
  checkpoint(key: CheckpointKey): Promise<Checkpoint | undefined>;
  checkpointsOf(consumer: string): Promise<readonly (CheckpointKey & Checkpoint)[]>;
  /** All that ever kept a checkpoint here. */
  consumers(): Promise<readonly string[]>;
  /** Of the read models that were ever rebuilt. */
  generations(): Promise<readonly Generations[]>;
  /** Forgets a consumer: its documents, its checkpoints and what it parked. Again and again, it changes nothing. */
  drop(consumer: string): Promise<void>;
  /** The database's clock, in ms since 1970. */
  now(): Promise<number>;
  /** Documents whose fields equal those of `where`, by `_id`. */
  find(
    collection: string,
    where: Readonly<Record<string, string | number | boolean>>,
    limit?: number,
  ): Promise<readonly StoredDocument[]>;
  /** Every document, by `_id`. */
  all(collection: string): AsyncIterable<StoredDocument>;
  /** Tells of the checkpoints that units of work of this very object have moved. Returns what ends it. */
  watch(moved: (key: CheckpointKey, to: Checkpoint) => void): () => void;
}

/** Nothing read yet. */
export const beginning: Checkpoint = { offset: 0n, position: 0, partitionseq: 0 };

/** `_id` of a checkpoint. */
export const nameOfCheckpoint = ({ consumer, topic, partition }: CheckpointKey): string =>
  `${consumer}|${topic}|${partition}`;

/** Whether a checkpoint stands where somebody thinks it stands. */
export const sameCheckpoint = (one: Checkpoint | undefined, other: Checkpoint | undefined): boolean =>
  one?.offset === other?.offset && one?.position === other?.position;
